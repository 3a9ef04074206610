import { isIP } from 'node:net';
import type { EndpointLimits } from './limits.ts';
import type { QuicEndpoint, QuicProvider } from './provider.ts';

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
 * The sockets that a transport dials from: one for each kind of address, bound when it is needed and
 * closed when its last session is gone. Loopback is dialled from loopback, so that nobody outside
 * can send anything to it.
 */
export class ClientEndpoints {
  readonly #shared = new Map<string, Shared>();
  readonly #limits: EndpointLimits;

  constructor(limits: EndpointLimits) {
    this.#limits = limits;
  }

  /** An endpoint to dial the IP address `remote` from. @throws NetError `LISTEN_FAILED` */
  async lend(provider: QuicProvider, remote: string): Promise<Lease> {
    const host = localHost(remote);
    const shared = this.#shared.get(host) ?? this.#bind(provider, host);
    shared.users += 1;
    const release = (): void => this.#release(host, shared);
    try {
      return { endpoint: await shared.endpoint, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  #bind(provider: QuicProvider, host: string): Shared {
    const shared = { endpoint: provider.bind({ host, port: 0 }, this.#limits), users: 0 };
    this.#shared.set(host, shared);
    return shared;
  }

  #release(host: string, shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0) return;
    this.#shared.delete(host);
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
