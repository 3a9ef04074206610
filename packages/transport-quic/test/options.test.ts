import { describe, expect, it } from '@jest/globals';
import { type QuicOptions, resolveOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('fills in the defaults', () => {
    expect(resolveOptions({})).toMatchObject({
      providers: ['quiche'],
      connectTimeoutMs: 10_000,
      closeTimeoutMs: 5000,
      resumption: true,
      limits: {
        idleTimeoutMs: 30_000,
        keepAliveMs: 10_000,
        handshakeTimeoutMs: 5000,
        maxSessions: 10_000,
        maxHalfOpen: 1024,
        retryAbove: 256,
        migration: false,
        datagrams: true,
        maxStreams: 100,
        streamWindowBytes: 1_048_576,
        windowBytes: 4_194_304,
        maxPacketBytes: 1350,
        socketBufferBytes: 4_194_304,
      },
    });
  });

  it('takes false for no limit, and for no keep-alive', () => {
    const { limits } = resolveOptions({
      maxSessions: false,
      maxHalfOpen: false,
      retryAbove: false,
      keepAliveMs: false,
    });
    expect(limits).toMatchObject({
      maxSessions: Infinity,
      maxHalfOpen: Infinity,
      retryAbove: Infinity,
      keepAliveMs: Infinity,
    });
  });

  it('takes 0 for a Retry at every handshake', () => {
    expect(resolveOptions({ retryAbove: 0 }).limits.retryAbove).toBe(0);
  });

  it('takes an engine, or several in order', () => {
    expect(resolveOptions({ provider: 'node' }).providers).toEqual(['node']);
    expect(resolveOptions({ provider: ['node', 'quiche'] }).providers).toEqual(['node', 'quiche']);
  });

  it('refuses early data, and says why', () => {
    const asked = { earlyData: true } as unknown as QuicOptions;
    expect(() => resolveOptions(asked)).toThrow('can be recorded and sent again by anybody');
    expect(() => resolveOptions({ earlyData: false })).not.toThrow();
  });

  it.each([
    ['idleTimeoutMs', { idleTimeoutMs: Infinity }],
    ['keepAliveMs', { keepAliveMs: 0 }],
    ['connectTimeoutMs', { connectTimeoutMs: NaN }],
    ['closeTimeoutMs', { closeTimeoutMs: -1 }],
    ['maxSessions', { maxSessions: 0 }],
    ['maxHalfOpen', { maxHalfOpen: 1.5 }],
    ['retryAbove', { retryAbove: -1 }],
    ['maxStreams', { maxStreams: 0 }],
    ['streamWindowBytes', { streamWindowBytes: 100 }],
    ['maxPacketBytes', { maxPacketBytes: 1199 }],
    ['provider', { provider: [] }],
    ['migration', { migration: 1 as unknown as boolean }],
    ['provider', { provider: 'msquic' as 'node' }],
    ['provider', { provider: null as unknown as 'node' }],
    ['retryAbove', { retryAbove: null as unknown as number }],
    ['windowBytes', { windowBytes: null as unknown as number }],
    ['idleTimeoutMs', { idleTimeoutMs: null as unknown as number }],
    ['keepalive', { keepalive: 1 } as QuicOptions],
    ['onAcceptError', { onAcceptError: 1 as unknown as () => void }],
  ])('refuses a wrong %s by name', (name, options) => {
    expect(() => resolveOptions(options)).toThrow(`the option ${name} of quic()`);
  });
});
