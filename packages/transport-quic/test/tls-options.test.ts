import { describe, expect, it } from '@jest/globals';
import { checkTlsOptions, type TlsOptions } from '../src/tls-options.ts';

describe('checkTlsOptions', () => {
  it('takes no options at all', () => {
    expect(() => checkTlsOptions({})).not.toThrow();
  });

  it.each([
    ['key', { cert: 'c' }],
    ['cert', { key: 'k' }],
    ['ca', { requestCert: true }],
    ['alpn', { alpn: [] }],
    ['alpn', { alpn: [''] }],
    ['alpn', { alpn: ['x'.repeat(256)] }],
    ['serverName', { serverName: '' }],
    ['passphrase', { passphrase: 1 as unknown as string }],
    ['rejectUnauthorized', { rejectUnauthorized: 0 as unknown as boolean }],
    ['requestCert', { requestCert: 'yes' as unknown as boolean }],
    ['minVersion', { minVersion: 'TLSv1.2' } as TlsOptions],
  ])('refuses a wrong %s by name', (name, options) => {
    expect(() => checkTlsOptions(options)).toThrow(`the option tls.${name} of quic()`);
  });
});
