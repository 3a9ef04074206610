import { describe, expect, it } from '@jest/globals';
import { codeOf, connectError } from '../src/connect-error.ts';
import { parseEndpoint } from '../src/endpoint.ts';

function failure(address: string, code: string): { code: string; message: string } {
  const cause = Object.assign(new Error('from Node'), { code });
  const error = connectError(address, parseEndpoint(address), cause);
  expect(error.cause).toBe(cause);
  return error;
}

describe('connectError', () => {
  it.each([
    ['tcp://a.example:1', 'ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['tls://a.example:1', 'ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['unix:///run/app', 'ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['unix:///run/app', 'ENOENT', 'CONNECTION_REFUSED'],
    ['tcp://a.example:1', 'ENOTFOUND', 'CONNECT_FAILED'],
    ['unix:///run/app', 'EACCES', 'CONNECT_FAILED'],
    ['tls://a.example:1', 'ECONNRESET', 'CONNECT_FAILED'],
    ['tls://a.example:1', 'CERT_HAS_EXPIRED', 'TLS_ERROR'],
    ['tls://a.example:1', 'ERR_SSL_WRONG_VERSION_NUMBER', 'TLS_ERROR'],
    ['tls://a.example:1', 'EE_KEY_TOO_SMALL', 'TLS_ERROR'],
  ])('makes of %s and %s a %s that names the address', (address, code, expected) => {
    const error = failure(address, code);
    expect(error.code).toBe(expected);
    expect(error.message).toContain(address);
  });

  it('says what to do about a certificate', () => {
    expect(failure('tls://a.example:1', 'CERT_HAS_EXPIRED').message).toBe(
      'no TLS with tls://a.example:1: the certificate has expired: the server needs a new one',
    );
  });
});

describe('codeOf', () => {
  it('falls back to the name of an error, and takes anything', () => {
    expect(codeOf(new RangeError('far off'))).toBe('RangeError');
    expect(codeOf('text')).toBe('unknown');
    expect(codeOf(undefined)).toBe('unknown');
  });
});
