import { describe, expect, it } from '@jest/globals';
import { checkTlsOptions, type TlsOptions } from '../src/tls-options.ts';

const pem = { cert: 'c', key: 'k' };

describe('checkTlsOptions', () => {
  it('accepts nothing and everything', () => {
    checkTlsOptions({});
    checkTlsOptions({
      ...pem,
      passphrase: 'secret',
      ca: ['a'],
      requestCert: true,
      alpn: ['net/1', 'net/2'],
      serverName: 'a.example',
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
      hosts: { 'a.example': pem, '*.b.example': pem, localhost: pem },
    });
  });

  it.each([
    [{ requestCert: true, ...pem }, 'tls.ca of tcp() is missing: tls.requestCert needs it'],
    [{ hosts: { 'a.*': pem } }, 'tls.hosts["a.*"] of tcp() is no name such as'],
    [{ hosts: { '': pem } }, 'tls.hosts[""]'],
    [{ hosts: { a: { cert: 'c' } } }, 'tls.hosts["a"] of tcp() needs cert and key'],
    [{ hosts: { a: null } }, 'tls.hosts["a"] of tcp() needs cert and key'],
    [{ certificate: 'c' }, 'tls.certificate of tcp() does not exist'],
  ])('refuses %j and says which option it is', (options, message) => {
    const check = (): void => checkTlsOptions(options as unknown as TlsOptions);
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
