import type { Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import { optionError } from './check-option.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpPlace } from './http-place.ts';
import { type AcceptUpgrade, UpgradeRouter } from './upgrade-router.ts';

/** A server of the application's, which binds it, bounds it and closes it. */
export class AttachedServer implements HttpPlace {
  readonly port: Promise<number>;
  readonly #router: UpgradeRouter;

  /** @throws NetError `INVALID_OPTION` when it does not speak the scheme of `endpoint`. */
  constructor(server: Server, endpoint: Endpoint) {
    const scheme = server instanceof SecureServer ? 'wss' : 'ws';
    if (scheme !== endpoint.scheme) {
      throw optionError('server', `serves ${scheme}://, not ${endpoint.scheme}://`);
    }
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : endpoint.port;
    this.port = Promise.resolve(port);
    this.#router = UpgradeRouter.of(server);
  }

  add(path: string, accept: AcceptUpgrade): boolean {
    return this.#router.add(path, accept);
  }

  remove(path: string): void {
    this.#router.remove(path);
  }

  onUpgraded(): void {}
}
