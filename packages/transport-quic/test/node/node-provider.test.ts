import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import type { NodeQuic } from '../../src/node/node-quic.ts';
import { nodeProvider } from '../../src/node/node-provider.ts';
import { resolveOptions } from '../../src/options.ts';

const quic = {} as NodeQuic;

const abort = (): Promise<void> => Promise.reject(new Error('an echo ended with SIGABRT'));

describe('nodeProvider', () => {
  it('can be used where a trial went well', async () => {
    const provider = nodeProvider({ load: async () => quic, tryOut: async () => {} });
    expect(await provider.probe()).toMatchObject({ isUsable: true });
  });

  it('says why it cannot be used where Node has none, or one that fails', async () => {
    const absent = nodeProvider({
      load: () => Promise.reject(new Error('No such built-in module')),
    });
    expect(await absent.probe()).toEqual({
      isUsable: false,
      reason: `Node.js ${process.version} is of no use: No such built-in module`,
    });
    const broken = nodeProvider({ load: async () => quic, tryOut: abort });
    expect(await broken.probe()).toMatchObject({ isUsable: false });
    const binding = broken.bind({ host: '127.0.0.1', port: 0 }, resolveOptions({}).limits);
    expect(await rejection(binding)).toMatchObject({ code: 'QUIC_UNAVAILABLE' });
  });
});
