import { describe, expect, it } from '@jest/globals';
import { CertificateAuthority } from '@net/testing';
import { resolveTls } from '../src/tls-options.ts';

const authority = new CertificateAuthority();
const { cert, key } = authority.issue(['a.example']);
const other = authority.issue(['b.example']);

describe('resolveTls', () => {
  it('verifies, and speaks TLS 1.2 at least, by default', () => {
    expect(resolveTls({})).toEqual({
      identity: { minVersion: 'TLSv1.2' },
      requestCert: false,
      serverName: undefined,
      rejectUnauthorized: true,
    });
  });

  it('takes one authority or many', () => {
    const ca = authority.cert;
    expect(resolveTls({ ca }).identity.ca).toEqual([ca]);
    expect(resolveTls({ ca: [ca, Buffer.from(ca)] }).identity.ca).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['tls.alpn', { alpn: [] }],
    ['tls.key', { cert }],
    ['tls.cert', { key }],
    ['tls.cert', { cert: 'junk', key }],
    ['tls.cert', { cert, key: other.key }],
    ['tls.ca', { ca: 'junk' }],
    ['tls.ca', { ca: [] }],
    ['tls.ca', { requestCert: true }],
    ['tls.passphrase', { passphrase: 5 }],
    ['tls.serverName', { serverName: '' }],
    ['tls.minVersion', { minVersion: 'TLSv1.1' }],
    ['tls.rejectUnauthorized', { rejectUnauthorized: 0 }],
  ])('refuses a wrong %s, and says so', (name, options) => {
    const resolve = (): unknown => resolveTls(options);
    expect(resolve).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(resolve).toThrow(`the option ${name} `);
  });
});
