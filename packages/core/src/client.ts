import { noHandler } from './no-handler.ts';
import { OpenSession } from './open-session.ts';
import { DIALLER_IDS } from './pending-calls.ts';
import type { Session } from './session.ts';
import { newSessionId } from './session-id.ts';
import { createContext, pickTransport, type Stack } from './stack.ts';
import type { Abortable, Connection, ConnectionHandler } from './transport.ts';

/**
 * Open a session to `address`, such as `tcp://127.0.0.1:28888`.
 *
 * @throws NetError `INVALID_OPTION`, `UNKNOWN_SCHEME`, `BAD_ADDRESS`, `UNSUPPORTED`, and what the
 * transport's `dial` throws.
 */
export async function connect(address: string, options: Stack & Abortable): Promise<Session> {
  const context = createContext(options);
  const transport = pickTransport(address, options.transports);
  const ids = options.protocol.packets.features.ids?.dialler ?? DIALLER_IDS;
  let session: OpenSession | undefined;
  let refusal: unknown = new TypeError('the transport has dialled without calling open');
  const open = (opened: Connection): ConnectionHandler => {
    try {
      session = new OpenSession(newSessionId(), opened, ids, context);
      return session.connectionHandler;
    } catch (error) {
      refusal = error;
      return noHandler;
    }
  };
  const connection = await transport.dial(address, open, { signal: options.signal });
  if (session !== undefined) return session;
  connection.abort();
  throw refusal;
}
