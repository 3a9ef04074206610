import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import type { KcpOptions } from '../src/options.ts';
import { resolveOptions } from '../src/resolve-options.ts';

describe('resolveOptions', () => {
  it('has defaults for low latency', () => {
    const settings = resolveOptions({});
    expect(settings).toMatchObject({
      kind: 'stream',
      maxSendBytes: Infinity,
      usesTokens: false,
      connectTimeoutMs: 10_000,
    });
    expect(settings.session).toMatchObject({
      ackNoDelay: false,
      writeDelay: false,
      fecFillMs: Infinity,
      closeTimeoutMs: 5000,
    });
    expect(settings.session).toMatchObject({
      keepAliveMs: 10_000,
      idleTimeoutMs: 30_000,
      stallTimeoutMs: 30_000,
    });
    expect(settings.session.machine).toMatchObject({
      behavior: 'go',
      nodelay: 1,
      intervalMs: 10,
      fastResend: 2,
      noCongestionControl: true,
      sendWindow: 128,
      receiveWindow: 128,
      isStrict: true,
      firstProbeMs: 500,
    });
    expect(settings.bounds).toEqual({
      maxSessions: 10_000,
      maxHalfOpen: 1024,
      maxSessionsPerAddress: 256,
      newSessionsPerSecond: 100,
      newSessionsPerAddress: 5,
    });
  });

  it.each<[string, KcpOptions, number]>([
    ['nothing around it', {}, 127 * 1376],
    ['a cipher', { crypt: 'none' }, 127 * 1356],
    ['FEC', { dataShards: 10, parityShards: 3 }, 127 * 1368],
    ['a token', { security: 'token' }, 127 * 1368],
    [
      'all of it',
      {
        crypt: 'aes-gcm',
        key: new Uint8Array(16),
        dataShards: 1,
        parityShards: 1,
        security: 'token',
      },
      127 * 1332,
    ],
    ['a small window', { rcvwnd: 10 }, 10 * 1376],
  ])('knows how large a message may be with %s', (_, options, maxSendBytes) => {
    expect(resolveOptions({ streamMode: false, ...options }).maxSendBytes).toBe(maxSendBytes);
  });

  it('takes false for no limit', () => {
    const { bounds, session } = resolveOptions({
      maxSessions: false,
      maxHalfOpen: false,
      parityDelayMs: false,
    });
    expect([bounds.maxSessions, bounds.maxHalfOpen, session.fecFillMs]).toEqual([
      Infinity,
      Infinity,
      Infinity,
    ]);
  });

  it.each<[string, object]>([
    ['nodelay', { nodelay: 3 }],
    ['interval', { interval: 9 }],
    ['interval', { interval: 5001 }],
    ['resend', { resend: -1 }],
    ['nc', { nc: true }],
    ['sndwnd', { sndwnd: 0 }],
    ['rcvwnd', { rcvwnd: 1.5 }],
    ['rcvwnd', { rcvwnd: 127, behavior: 'c' }],
    ['mtu', { mtu: 24 }],
    ['mtu', { mtu: 1501 }],
    ['ackNoDelay', { ackNoDelay: 1 }],
    ['writeDelay', { writeDelay: 'no' }],
    ['streamMode', { streamMode: 0 }],
    ['parityDelayMs', { parityDelayMs: 0 }],
    ['behavior', { behavior: 'rust' }],
    ['deadLink', { deadLink: 0 }],
    ['security', { security: 'none' }],
    ['keepAliveMs', { keepAliveMs: 30_000 }],
    ['idleTimeoutMs', { idleTimeoutMs: Infinity }],
    ['stallTimeoutMs', { stallTimeoutMs: -1 }],
    ['connectTimeoutMs', { connectTimeoutMs: NaN }],
    ['closeTimeoutMs', { closeTimeoutMs: 2 ** 31 }],
    ['maxSessions', { maxSessions: 0 }],
    ['newSessionsPerSecond', { newSessionsPerSecond: NaN }],
    ['socketBufferBytes', { socketBufferBytes: 1 }],
    ['logger', { logger: {} }],
    ['nodely', { nodely: 1 }],
  ])('refuses a wrong %s', (name, options) => {
    const refused = (): unknown => resolveOptions(options);
    expect(refused).toThrow(NetError);
    expect(refused).toThrow(`the option ${name} of kcp() `);
  });

  it('refuses a cipher without its key, and half of FEC', () => {
    expect(() => resolveOptions({ crypt: 'aes-gcm' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
    expect(() => resolveOptions({ dataShards: 3 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });
});
