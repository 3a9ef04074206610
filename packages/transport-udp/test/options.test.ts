import { describe, expect, it } from '@jest/globals';
import { resolveOptions, type UdpOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('has a default for everything', () => {
    expect(resolveOptions({})).toEqual({
      isPlain: false,
      isConnected: true,
      maxSendBytes: 1200,
      maxReceiveBytes: 2048,
      idleTimeoutMs: 30_000,
      tickMs: 500,
      liveness: { expiryTicks: 60, keepAliveTicks: 16, isPlain: false },
      connectTimeoutMs: 10_000,
      closeTimeoutMs: 5000,
      bounds: {
        maxSessions: 10_000,
        maxSessionsPerAddress: 256,
        newSessionsPerSecond: 100,
        newSessionsPerAddress: 5,
      },
      receiveBufferBytes: 1_048_576,
    });
  });

  it('takes undefined for the default', () => {
    const options = { plain: undefined, keepAliveMs: undefined, maxSessions: undefined };
    expect(resolveOptions(options)).toEqual(resolveOptions({}));
  });

  it('receives what a peer with the same options may send', () => {
    expect(resolveOptions({ maxDatagramBytes: 8000 }).maxReceiveBytes).toBe(8009);
    expect(resolveOptions({ maxDatagramBytes: 8000, plain: true }).maxReceiveBytes).toBe(8000);
  });

  it('takes the largest datagrams there are', () => {
    expect(resolveOptions({ maxDatagramBytes: 65_498 }).maxSendBytes).toBe(65_498);
    expect(resolveOptions({ maxDatagramBytes: 65_507, plain: true }).maxSendBytes).toBe(65_507);
  });

  it('counts in ticks that are short enough for the times asked for', () => {
    const { tickMs, liveness } = resolveOptions({ idleTimeoutMs: 80, keepAliveMs: 20 });
    expect(tickMs).toBe(5);
    expect(liveness).toMatchObject({ expiryTicks: 16, keepAliveTicks: 4 });
  });

  it('never asks a peer when told so', () => {
    expect(resolveOptions({ keepAliveMs: false }).liveness.keepAliveTicks).toBe(Infinity);
    expect(resolveOptions({ keepAliveMs: false, idleTimeoutMs: 10 }).tickMs).toBe(1.25);
  });

  it('leaves the receive buffer to the system when told so', () => {
    expect(resolveOptions({ receiveBufferBytes: false }).receiveBufferBytes).toBeUndefined();
  });

  it('has no limit on sessions when told so', () => {
    expect(resolveOptions({ maxSessions: false }).bounds.maxSessions).toBe(Infinity);
  });

  it.each<[string, unknown]>([
    ['maxDatagramBytes', 0],
    ['maxDatagramBytes', 65_499],
    ['maxDatagramBytes', 1.5],
    ['maxDatagramBytes', false],
    ['maxReceiveBytes', 65_508],
    ['maxReceiveBytes', NaN],
    ['idleTimeoutMs', 0],
    ['idleTimeoutMs', false],
    ['idleTimeoutMs', Infinity],
    ['keepAliveMs', -1],
    ['keepAliveMs', 30_000],
    ['connectTimeoutMs', 2 ** 31],
    ['closeTimeoutMs', NaN],
    ['maxSessions', 0],
    ['maxSessionsPerAddress', Infinity],
    ['newSessionsPerSecond', '9'],
    ['newSessionsPerAddress', true],
    ['receiveBufferBytes', 0],
    ['plain', 'yes'],
    ['connected', 1],
    ['nonsense', 1],
  ])('refuses %s: %s, and says which it was', (name, value) => {
    // A user without types may hand in anything.
    const options = { [name]: value } as UdpOptions;
    expect(() => resolveOptions(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining(name) }),
    );
  });
});
