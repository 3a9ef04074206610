import { isIP } from 'node:net';
import type { EndpointLimits } from './limits.ts';
import type { HostPort, QuicEndpoint, QuicProvider } from './provider.ts';

/** An endpoint lent to one dial and the session that comes of it. */
export interface Lease {
  readonly endpoint: QuicEndpoint;
  /** Give it back. Call it once. */
  release(): void;
}

interface Shared {
  readonly endpoint: Promise<QuicEndpoint>;
  users: number;
}

/**
 * The sockets that a transport dials from: one for each server, connected to it, so that the system
 * says where nobody listens and nobody else is heard. Each is bound when it is needed and closed
 * when its last session is gone. Loopback is dialled from loopback.
 *
 * With `migration` there is one for each kind of address instead: a connected socket would keep the
 * address that this machine had at first.
 */
export class ClientEndpoints {
  readonly #shared = new Map<string, Shared>();
  readonly #limits: EndpointLimits;

  constructor(limits: EndpointLimits) {
    this.#limits = limits;
  }

  /**
   * An endpoint to dial `remote` from, an IP address and a port.
   *
   * @throws NetError `LISTEN_FAILED`, `CONNECT_FAILED`
   */
  async lend(provider: QuicProvider, remote: HostPort): Promise<Lease> {
    const host = localHost(remote.host);
    const only = this.#limits.migration ? undefined : remote;
    const key = only === undefined ? host : `${only.host} ${only.port}`;
    const shared = this.#shared.get(key) ?? this.#bind(provider, key, host, only);
    shared.users += 1;
    const release = (): void => this.#release(key, shared);
    try {
      return { endpoint: await shared.endpoint, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #bind(provider: QuicProvider, key: string, host: string, remote: HostPort | undefined): Shared {
    const endpoint = provider.bind({ host, port: 0 }, this.#limits, remote);
    const shared = { endpoint, users: 0 };
    this.#shared.set(key, shared);
    return shared;
  }

  #release(key: string, shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0) return;
    this.#shared.delete(key);
    // One that could not be bound has nothing to close, and its user knows.
    shared.endpoint.then((endpoint) => endpoint.close()).catch(() => {});
  }
}

/** The address to bind for dialling `remote`. */
function localHost(remote: string): string {
  const isIPv6 = isIP(remote) === 6;
  if (isIPv6) return remote === '::1' ? '::1' : '::';
  return remote.startsWith('127.') ? '127.0.0.1' : '0.0.0.0';
}
