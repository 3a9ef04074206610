import { describe, expect, it } from '@jest/globals';
import { transportContract } from '@net/testing';
import { deriveKey, kcp } from '../src/index.ts';
import { World } from './support/world.ts';

const address = (): string => 'kcp://127.0.0.1:0';

describe('kcp in stream mode', () => {
  transportContract(it, { transport: kcp(), address });
});

describe('kcp in message mode', () => {
  transportContract(it, { transport: kcp({ streamMode: false }), address });
});

describe('kcp with tokens, a cipher and error correction', () => {
  const transport = kcp({
    security: 'token',
    crypt: 'aes-gcm',
    key: new Uint8Array(32).fill(7),
    dataShards: 3,
    parityShards: 1,
    parityDelayMs: 5,
    streamMode: false,
  });
  transportContract(it, { transport, address });
});

describe('kcp.normal with a checked cipher, driven as ikcp.c', () => {
  const transport = kcp.normal({
    behavior: 'c',
    crypt: 'aes-128',
    key: new Uint8Array(16),
    interval: 10,
  });
  transportContract(it, { transport, address });
});

describe('kcp', () => {
  it('serves one scheme', () => {
    expect(kcp().schemes).toEqual(['kcp']);
  });

  it('refuses wrong options at once', () => {
    const refused = expect.objectContaining({ code: 'INVALID_OPTION' });
    expect(() => kcp({ interval: 0 })).toThrow(refused);
    expect(() => kcp.fast({ crypt: 'aes-256' })).toThrow(refused);
    expect(() => kcp.normal({ sndwnd: -1 })).toThrow(refused);
  });

  it('takes a key as gonet derives it', () => {
    const key = deriveKey('demo pass', 'demo salt');
    expect(kcp({ crypt: 'aes-256', key }).schemes).toEqual(['kcp']);
  });

  it('warns once when a session without aes-gcm leaves this machine', async () => {
    const world = new World();
    await world.dial();
    expect(world.warnings).toEqual([{ peer: '10.0.0.2' }]);
  });
});
