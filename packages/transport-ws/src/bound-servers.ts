import { BoundServer } from './bound-server.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpPlace } from './http-place.ts';
import type { Settings } from './options.ts';

/** The servers that one transport has bound. Several paths at one host and port share one. */
export class BoundServers {
  readonly #settings: Settings;
  readonly #servers = new Map<string, BoundServer>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The server at `endpoint`, which is being bound unless it is already. */
  at(endpoint: Endpoint): HttpPlace {
    return this.#servers.get(keyOf(endpoint)) ?? this.#bind(endpoint);
  }

  #bind(endpoint: Endpoint): HttpPlace {
    let key = keyOf(endpoint);
    const forget = (): void => {
      if (this.#servers.get(key) === server) this.#servers.delete(key);
    };
    const server = new BoundServer(endpoint, this.#settings, forget);
    if (endpoint.port !== 0) this.#servers.set(key, server);
    void server.port.then((port) => {
      key = keyOf({ ...endpoint, port });
      if (!server.isClosed) this.#servers.set(key, server);
    }, forget);
    return server;
  }
}

function keyOf({ scheme, host, port }: Endpoint): string {
  return `${scheme} ${host} ${port}`;
}
