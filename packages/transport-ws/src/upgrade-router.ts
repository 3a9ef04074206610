import type { IncomingMessage, Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuse } from './refusal.ts';

/** Takes over the socket of an upgrade request. */
export type AcceptUpgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/**
 * Hands the upgrade requests of one HTTP server to whoever serves their path. What is asked for
 * elsewhere belongs to the server's other listeners, and is answered 404 when there are none.
 */
export class UpgradeRouter {
  readonly #server: Server;
  readonly #routes = new Map<string, AcceptUpgrade>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** All transports that are attached to `server` share one. */
  static of(server: Server): UpgradeRouter {
    let router = routers.get(server);
    if (router === undefined) {
      router = new UpgradeRouter(server);
      routers.set(server, router);
    }
    return router;
  }

  /** Serve `path` from now on. @returns `false` when somebody does already. */
  add(path: string, accept: AcceptUpgrade): boolean {
    if (this.#routes.has(path)) return false;
    if (this.#routes.size === 0) this.#server.on('upgrade', this.#onUpgrade);
    this.#routes.set(path, accept);
    return true;
  }

  /** Serve `path` no more. @returns whether other paths are left. */
  remove(path: string): boolean {
    this.#routes.delete(path);
    if (this.#routes.size > 0) return true;
    this.#server.off('upgrade', this.#onUpgrade);
    return false;
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const accept = this.#routes.get(pathOf(request.url ?? ''));
    const isOurs = accept !== undefined || this.#server.listenerCount('upgrade') === 1;
    if (!isOurs) return;
    socket.on('error', ignore);
    if (accept === undefined) refuse(socket, 404);
    else if (socket instanceof Socket) accept(request, socket, head);
    else refuse(socket, 501);
  };
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

function ignore(): void {}

const routers = new WeakMap<Server, UpgradeRouter>();
