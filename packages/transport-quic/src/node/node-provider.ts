import { NetError } from '@net/core';
import type { EndpointLimits } from '../limits.ts';
import type { HostPort, QuicEndpoint, QuicProbe, QuicProvider } from '../provider.ts';
import { NodeEndpoint } from './node-endpoint.ts';
import { loadNodeQuic, type NodeQuic } from './node-quic.ts';
import { tryInChild } from './try-in-child.ts';

/** How the engine is found. For tests. */
export interface NodeProviderOptions {
  readonly load?: () => Promise<NodeQuic>;
  /** Rejects where the engine does not do what it should. */
  readonly tryOut?: () => Promise<void>;
}

/** The QUIC of Node.js itself, where a build has it. Experimental, as it is in Node.js. */
export function nodeProvider(options: NodeProviderOptions = {}): QuicProvider {
  return new NodeProvider(options);
}

class NodeProvider implements QuicProvider {
  readonly id = 'node';
  readonly #load: () => Promise<NodeQuic>;
  readonly #tryOut: () => Promise<void>;
  #quic: NodeQuic | undefined;

  constructor({ load = loadNodeQuic, tryOut = tryInChild }: NodeProviderOptions) {
    this.#load = load;
    this.#tryOut = tryOut;
  }

  async probe(): Promise<QuicProbe> {
    try {
      const quic = await this.#load();
      // Some builds end the whole process when they are used, so that another one has to try.
      await this.#tryOut();
      this.#quic = quic;
      return { isUsable: true, capabilities: CAPABILITIES };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { isUsable: false, reason: `Node.js ${process.version} is of no use: ${why}` };
    }
  }

  async bind(at: HostPort, limits: EndpointLimits): Promise<QuicEndpoint> {
    if (this.#quic !== undefined) return new NodeEndpoint(this.#quic, at, limits);
    throw new NetError('QUIC_UNAVAILABLE', 'the engine of Node.js was not probed, or not found');
  }
}

const CAPABILITIES = { datagrams: true, resumption: false, migration: true, retry: true };
