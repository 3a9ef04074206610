import { NetError } from '@net/core';
import { nodeProvider } from './node/node-provider.ts';
import type { ProviderChoice, QuicProvider } from './provider.ts';
import { quicheProvider } from './quiche/quiche-provider.ts';

/**
 * The first engine of `choices` that can be used here.
 *
 * @throws NetError `QUIC_UNAVAILABLE`, whose message has the reason of each.
 */
export async function selectProvider(choices: readonly ProviderChoice[]): Promise<QuicProvider> {
  const reasons: string[] = [];
  for (const choice of choices) {
    const provider = typeof choice === 'string' ? BY_NAME[choice]() : choice;
    const probe = await provider.probe();
    if (probe.isUsable) return provider;
    reasons.push(`${provider.id}: ${probe.reason}`);
  }
  const { platform, arch, version } = process;
  const text = `no QUIC on ${platform}-${arch} with Node.js ${version}; ${reasons.join('; ')}`;
  throw new NetError('QUIC_UNAVAILABLE', text);
}

const BY_NAME: Readonly<Record<'quiche' | 'node', () => QuicProvider>> = {
  quiche: () => quicheProvider(),
  node: () => nodeProvider(),
};
