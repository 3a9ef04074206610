import { describe, expect, it } from '@jest/globals';
import { checkTlsOptions, type TlsOptions } from '../src/tls-options.ts';

describe('checkTlsOptions', () => {
  it('accepts nothing and everything', () => {
    checkTlsOptions({});
    checkTlsOptions({
      cert: 'c',
      key: 'k',
      passphrase: 'secret',
      ca: ['a'],
      requestCert: true,
      alpn: ['net/1', 'net/2'],
      serverName: 'a.example',
      rejectUnauthorized: false,
    });
  });

  it.each([
    [{ cert: 'c' }, 'tls.key of quic() is missing: tls.cert needs it'],
    [{ requestCert: 'yes' }, 'tls.requestCert of quic() is true or false'],
    [{ alpn: [] }, 'tls.alpn of quic() is empty'],
    [{ alpn: [''] }, 'tls.alpn of quic() is a list of names'],
    [{ alpn: null }, 'tls.alpn of quic() is a list of names'],
    [{ minVersion: 'TLSv1.3' }, 'tls.minVersion of quic() does not exist'],
  ])('refuses %j and says which option it is', (options, message) => {
    const check = (): void => checkTlsOptions(options as unknown as TlsOptions);
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
