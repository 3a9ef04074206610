import type { ControlFactory } from './control.ts';
import { abortable } from './deferred.ts';
import { NetError } from './errors.ts';
import { noHandler } from './no-handler.ts';
import { OpenSession } from './open-session.ts';
import { DIALLER_IDS } from './pending-calls.ts';
import type { Session } from './session.ts';
import { newSessionId } from './session-id.ts';
import { createContext, pickTransport, type Stack } from './stack.ts';
import type { Abortable, Connection, ConnectionHandler } from './transport.ts';

/** What a client session is made of. */
export interface ConnectOptions extends Stack, Abortable {
  /** `handshake()`: say hello first. Without it the server is told nothing, and there is no heartbeat. */
  readonly control?: ControlFactory | undefined;
}

/**
 * Open a session to `address`, such as `tcp://127.0.0.1:28888`.
 *
 * @throws NetError `INVALID_OPTION`, `UNKNOWN_SCHEME`, `BAD_ADDRESS`, `UNSUPPORTED`, and what the
 * transport's `dial` throws.
 */
export async function connect(address: string, options: ConnectOptions): Promise<Session> {
  const { control } = options;
  checkControl(options);
  const context = createContext(options);
  const transport = pickTransport(address, options.transports);
  const ids = options.protocol.packets.features.ids?.dialler ?? DIALLER_IDS;
  let session: OpenSession | undefined;
  let ready: Promise<void> | undefined;
  let refusal: unknown = new TypeError('the transport has dialled without calling open');
  const open = (opened: Connection): ConnectionHandler => {
    try {
      session = new OpenSession(newSessionId(), opened, ids, context);
      if (control !== undefined) ready = session.setControl(control, true)?.ready;
      return session.connectionHandler;
    } catch (error) {
      refusal = error;
      return noHandler;
    }
  };
  const connection = await transport.dial(address, open, { signal: options.signal });
  if (session !== undefined) return welcomed(session, ready, options.signal);
  connection.abort();
  throw refusal;
}

/** @throws NetError `UNSUPPORTED` */
function checkControl({ control, protocol }: ConnectOptions): void {
  if (control === undefined || protocol.packets.features.control) return;
  throw new NetError('UNSUPPORTED', `${protocol.name} has no control packets for a handshake`);
}

async function welcomed(
  session: OpenSession,
  ready: Promise<void> | undefined,
  signal: AbortSignal | undefined,
): Promise<Session> {
  try {
    if (ready !== undefined) await abortable(ready, signal);
    return session;
  } catch (error) {
    session.abort();
    throw error;
  }
}
