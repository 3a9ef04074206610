import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { NetError } from '@net/core';
import { errorCodeOf, listenError } from '@net/core/extend';
import { type Endpoint, formatEndpoint } from './endpoint.ts';
import type { HttpPlace } from './http-place.ts';
import { createHttpServer } from './http-server.ts';
import type { Settings } from './options.ts';
import { PendingConnections } from './pending-connections.ts';
import { type AcceptUpgrade, UpgradeRouter } from './upgrade-router.ts';

/** A server of our own. It closes when its last path is removed; WebSockets live on. */
export class BoundServer implements HttpPlace {
  readonly port: Promise<number>;
  readonly #server: Server;
  readonly #router: UpgradeRouter;
  readonly #pending: PendingConnections;
  readonly #onClosing: () => void;
  #isClosed = false;

  /** @param onClosing called when the last path has been removed. */
  constructor(endpoint: Endpoint, settings: Settings, onClosing: () => void) {
    const { onAcceptError: report, maxPendingConnections: most } = settings;
    this.#server = createHttpServer(endpoint, settings, report);
    this.#router = UpgradeRouter.of(this.#server);
    this.#onClosing = onClosing;
    this.#pending = new PendingConnections(this.#server, most, () => {
      const text = `${most} connections are not WebSockets yet, and there may be no more`;
      report(new NetError('TOO_MANY_SESSIONS', text));
    });
    this.port = bind(this.#server, endpoint, report);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  add(path: string, accept: AcceptUpgrade): boolean {
    return this.#router.add(path, accept);
  }

  remove(path: string): void {
    if (this.#router.remove(path) || this.#isClosed) return;
    this.#isClosed = true;
    this.#onClosing();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  onUpgraded(socket: Socket): void {
    this.#pending.upgraded(socket);
  }
}

async function bind(
  server: Server,
  endpoint: Endpoint,
  report: (error: NetError) => void,
): Promise<number> {
  const address = formatEndpoint({ ...endpoint, path: '/' });
  try {
    const bound = once(server, 'listening');
    server.listen({ host: endpoint.host, port: endpoint.port });
    await bound;
  } catch (error) {
    throw listenError(address, error);
  }
  server.on('error', (cause) => {
    const text = `a connection to ${address} could not be accepted: ${errorCodeOf(cause)}`;
    report(new NetError('LISTEN_FAILED', text, { cause }));
  });
  // A string only for paths, null only before it is bound.
  return (server.address() as AddressInfo).port;
}
