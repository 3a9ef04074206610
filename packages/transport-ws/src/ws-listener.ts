import type { Listener } from '@net/core/extend';
import type { HttpPlace } from './http-place.ts';
import type { UpgradeAcceptor } from './upgrade-acceptor.ts';

/** Opens the connections of one path. */
export class WsListener implements Listener {
  readonly address: string;
  readonly #path: string;
  readonly #place: HttpPlace;
  readonly #acceptor: UpgradeAcceptor;
  #isClosed = false;

  constructor(address: string, path: string, place: HttpPlace, acceptor: UpgradeAcceptor) {
    this.address = address;
    this.#path = path;
    this.#place = place;
    this.#acceptor = acceptor;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#acceptor.close();
    this.#place.remove(this.#path);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
