import { NetError } from '@net/core';
import type { EndpointLimits } from '../limits.ts';
import type { HostPort, QuicEndpoint, QuicProbe, QuicProvider } from '../provider.ts';
import type { QuicheBinding } from './binding.ts';
import { Engine } from './engine.ts';
import { loadBinding } from './load-binding.ts';
import { QuicheEndpoint } from './quiche-endpoint.ts';

/** quiche 0.18.0, through a prebuilt binding that is an optional dependency of this package. */
export function quicheProvider(load: () => QuicheBinding = loadBinding): QuicProvider {
  return new QuicheProvider(load);
}

class QuicheProvider implements QuicProvider {
  readonly id = 'quiche';
  readonly #load: () => QuicheBinding;
  #engine: Engine | undefined;

  constructor(load: () => QuicheBinding) {
    this.#load = load;
  }

  async probe(): Promise<QuicProbe> {
    try {
      this.#engine ??= new Engine(this.#load());
      return { isUsable: true, capabilities: CAPABILITIES };
    } catch (error) {
      return { isUsable: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async bind(at: HostPort, limits: EndpointLimits, remote?: HostPort): Promise<QuicEndpoint> {
    if (this.#engine !== undefined) return QuicheEndpoint.bind(this.#engine, at, limits, remote);
    throw new NetError('QUIC_UNAVAILABLE', 'the quiche engine was not probed, or not found');
  }
}

const CAPABILITIES = { datagrams: true, resumption: true, migration: true, retry: true };
