import { describe, expect, it } from '@jest/globals';
import { resolveOptions, type TcpOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('fills in the defaults', () => {
    const settings = resolveOptions({});
    expect(settings).toMatchObject({
      noDelay: true,
      keepAliveMs: 120_000,
      connectTimeoutMs: 10_000,
      closeTimeoutMs: 5000,
      handshakeTimeoutMs: 5000,
      tls: { requestCert: false, rejectUnauthorized: true, alpn: [] },
    });
    expect(settings.unixMode).toBeUndefined();
    const unsaid = { noDelay: undefined, closeTimeoutMs: undefined, tls: { cert: undefined } };
    expect(resolveOptions(unsaid).closeTimeoutMs).toBe(5000);
    expect(settings.tls.identity).toEqual({ minVersion: 'TLSv1.2' });
  });

  it('keeps what is given', () => {
    const settings = resolveOptions({ noDelay: false, keepAliveMs: false, unixMode: 0o660 });
    expect(settings).toMatchObject({ noDelay: false, keepAliveMs: false });
    expect(settings.unixMode).toBe(0o660);
  });

  it.each(['connectTimeoutMs', 'closeTimeoutMs', 'handshakeTimeoutMs'] as const)(
    'refuses a %s that is no time',
    (name) => {
      for (const value of [0, -1, Number.NaN, Infinity, 2 ** 31]) {
        expect(() => resolveOptions({ [name]: value })).toThrow(
          `the option ${name} of tcp() is above 0 and at most 2147483647 milliseconds, got ${value}`,
        );
      }
    },
  );

  it.each([
    [{ keepAliveMs: 999 }, 'keepAliveMs of tcp() is from 1000 to 32767000 milliseconds, or false'],
    [{ keepAliveMs: Infinity }, 'got Infinity'],
    [{ keepAliveMs: true }, 'got true'],
    [{ unixMode: 0o1000 }, 'unixMode of tcp() is from 0o000 to 0o777, got 512'],
    [{ unixMode: 6.5 }, 'got 6.5'],
    [{ noDelay: 'yes' }, 'noDelay of tcp() is true or false'],
    [{ onAcceptError: {} }, 'onAcceptError of tcp() is a function'],
    [{ nodelay: true }, 'nodelay of tcp() does not exist'],
    [{ tls: { cert: '' } }, 'tls.key of tcp() is missing'],
  ])('refuses %j and says which option it is', (options, message) => {
    const resolve = (): unknown => resolveOptions(options as TcpOptions);
    expect(resolve).toThrow(message);
    expect(resolve).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
