import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import type { QuicProbe, QuicProvider } from '../src/provider.ts';
import { selectProvider } from '../src/select-provider.ts';

const capabilities = { datagrams: true, resumption: true, migration: true, retry: true };

describe('selectProvider', () => {
  it('takes the first that can be used, and probes no more', async () => {
    const [first, second, third] = [
      provider('first', { isUsable: false, reason: 'too old' }),
      provider('second', { isUsable: true, capabilities }),
      provider('third', { isUsable: true, capabilities }),
    ];
    expect(await selectProvider([first, second, third])).toBe(second);
    expect(third.probes).toBe(0);
  });

  it('finds its own engines by name', async () => {
    expect((await selectProvider(['quiche'])).id).toBe('quiche');
  });

  it('names the platform and the reason of each when there is none', async () => {
    const choices = [
      provider('one', { isUsable: false, reason: 'too old' }),
      provider('other', { isUsable: false, reason: 'no binary' }),
    ];
    const { platform, arch, version } = process;
    expect(await rejection(selectProvider(choices))).toMatchObject({
      name: 'NetError',
      code: 'QUIC_UNAVAILABLE',
      retryable: false,
      message: `no QUIC on ${platform}-${arch} with Node.js ${version}; one: too old; other: no binary`,
    });
  });
});

function provider(id: string, found: QuicProbe): QuicProvider & { probes: number } {
  return {
    id,
    probes: 0,
    async probe() {
      this.probes += 1;
      return found;
    },
    bind: () => Promise.reject(new Error('not to be called')),
  };
}
