import type { Socket } from 'node:net';
import type { AcceptUpgrade } from './upgrade-router.ts';

/** An HTTP server at which paths can be served. */
export interface HttpPlace {
  /** Resolves to the port when it is bound. */
  readonly port: Promise<number>;
  /** Serve `path` from now on. @returns `false` when somebody does already. */
  add(path: string, accept: AcceptUpgrade): boolean;
  /** Serve `path` no more. */
  remove(path: string): void;
  /** The socket of an upgrade request has become a WebSocket's. */
  onUpgraded(socket: Socket): void;
}
