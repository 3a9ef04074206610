import { describe, expect, it } from '@jest/globals';
import { checkCommonTls, type CommonTlsOptions } from '../src/check-common-tls.ts';
import { OptionReader } from '../src/option-reader.ts';

const pem = { cert: 'c', key: 'k' };
const NAMES = new Set([
  'cert',
  'key',
  'passphrase',
  'ca',
  'requestCert',
  'alpn',
  'serverName',
  'minVersion',
  'rejectUnauthorized',
]);

describe('checkCommonTls', () => {
  it('accepts nothing and everything', () => {
    check({});
    check({
      ...pem,
      passphrase: 'secret',
      ca: ['a'],
      requestCert: true,
      alpn: ['net/1', 'x'.repeat(255)],
      serverName: 'a.example',
      minVersion: 'TLSv1.3',
      rejectUnauthorized: false,
    });
  });

  it.each([
    [{ cert: 'c' }, 'tls.key of tcp() is missing: tls.cert needs it'],
    [{ key: 'k' }, 'tls.cert of tcp() is missing: tls.key needs it'],
    [{ requestCert: true, ...pem }, 'tls.ca of tcp() is missing: tls.requestCert needs it'],
    [{ requestCert: 1 }, 'tls.requestCert of tcp() is true or false'],
    [{ rejectUnauthorized: 0 }, 'tls.rejectUnauthorized of tcp() is true or false'],
    [{ rejectUnauthorized: null }, 'tls.rejectUnauthorized of tcp() is true or false'],
    [{ minVersion: 'TLSv1.1' }, "tls.minVersion of tcp() is 'TLSv1.2' or 'TLSv1.3', got TLSv1.1"],
    [{ passphrase: 1 }, 'tls.passphrase of tcp() is a string'],
    [{ serverName: '' }, 'tls.serverName of tcp() is a host name'],
    [{ serverName: 1 }, 'tls.serverName of tcp() is a host name'],
    [{ alpn: 'net' }, 'tls.alpn of tcp() is a list of names of 1 to 255 bytes'],
    [{ alpn: [''] }, 'tls.alpn'],
    [{ alpn: [1] }, 'tls.alpn'],
    [{ alpn: ['x'.repeat(256)] }, 'tls.alpn'],
    [{ alpn: ['é'.repeat(128)] }, 'tls.alpn'],
  ])('refuses %j and says which option it is', (options, message) => {
    expect(() => check(options)).toThrow(message);
    expect(() => check(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

function check(options: CommonTlsOptions): void {
  checkCommonTls(options, new OptionReader('tcp()', options, NAMES, 'tls.'));
}
