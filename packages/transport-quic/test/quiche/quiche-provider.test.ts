import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { resolveOptions } from '../../src/options.ts';
import { loadBinding } from '../../src/quiche/load-binding.ts';
import { quicheProvider } from '../../src/quiche/quiche-provider.ts';
import { trusting } from '../support/scene.ts';

describe('quicheProvider', () => {
  it('can be used where its binding loads', async () => {
    expect(await quicheProvider().probe()).toMatchObject({ isUsable: true });
  });

  it('says why it cannot be used elsewhere, and throws nothing', async () => {
    const provider = quicheProvider(() => loadBinding({ platform: 'sunos', arch: 'sparc' }));
    expect(await provider.probe()).toEqual({
      isUsable: false,
      reason: expect.stringContaining('there is no binary for sunos-sparc'),
    });
    const transport = trusting({ provider });
    const dialling = transport.dial('quic://127.0.0.1:9', () => ({
      onData() {},
      onDrain() {},
      onClose() {},
    }));
    expect(await rejection(dialling)).toMatchObject({
      code: 'QUIC_UNAVAILABLE',
      message: expect.stringContaining('quiche: there is no binary for sunos-sparc'),
    });
  });

  it('binds nothing before it was probed', async () => {
    const binding = quicheProvider().bind(
      { host: '127.0.0.1', port: 0 },
      resolveOptions({}).limits,
    );
    expect(await rejection(binding)).toMatchObject({ code: 'QUIC_UNAVAILABLE' });
  });
});
