import { VirtualClock } from '../../../testing/src/index.ts';
import type { ConnectionHandler, MessageHeader } from '../../src/extend.ts';
import { OpenSession } from '../../src/open-session.ts';
import { DIALLER_IDS } from '../../src/pending-calls.ts';
import type { IdRange } from '../../src/protocol.ts';
import { createContext } from '../../src/stack.ts';
import { FakeConnection } from './fake-connection.ts';
import { testProtocol } from './test-protocol.ts';

/** One end of a session; the test plays the transport. */
export interface LoneSession {
  readonly session: OpenSession;
  readonly connection: FakeConnection;
  readonly handler: ConnectionHandler;
  /** The headers written so far. */
  readonly headers: MessageHeader[];
  /** The connection has failed. */
  readonly lose: (error: Error) => void;
}

export function sessionOf(ids: IdRange = DIALLER_IDS): LoneSession {
  const protocol = testProtocol();
  const headers: MessageHeader[] = [];
  const begin = protocol.packets.begin.bind(protocol.packets);
  protocol.packets.begin = (header, out) => {
    headers.push({ ...header });
    begin(header, out);
  };
  const context = createContext({ transports: [], protocol, clock: new VirtualClock(1000) });
  const connection = new FakeConnection();
  const session = new OpenSession('lone', connection, ids, context);
  const { connectionHandler: handler } = session;
  return { session, connection, handler, headers, lose: (error) => handler.onClose(error) };
}
