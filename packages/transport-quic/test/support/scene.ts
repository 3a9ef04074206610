import type { Transport } from '@net/core';
import { type Bound, TransportScene } from '@net/testing';
import { quic } from '../../src/quic.ts';
import type { QuicOptions } from '../../src/options.ts';
import { localhost } from './certificates.ts';
import { End } from './end.ts';

/** Opens things for one test, and closes them all after it. */
export class Scene extends TransportScene<End> {
  constructor() {
    super('quic://127.0.0.1:0', (connection) => new End(connection));
  }

  /** Both ends of one connection. */
  override pair(
    transport: Transport = trusting(),
    address?: string,
  ): Promise<[dialled: End, accepted: End, bound: Bound<End>]> {
    return super.pair(transport, address);
  }

  /** Both ends of one connection between transports with options of their own. */
  async pairOf(listening: Transport, dialling: Transport): Promise<[dialled: End, accepted: End]> {
    const bound = await this.listen(listening);
    const dialled = await this.dial(dialling, bound.address);
    return [dialled, await bound.next()];
  }
}

/** A transport that shows the certificate of most tests, and trusts its authority. */
export function trusting({ tls, ...options }: QuicOptions = {}): Transport {
  return quic({ tls: { ...localhost, ...tls }, ...options });
}
