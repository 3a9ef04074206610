import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { dialError } from '../src/dial-error.ts';
import { parseEndpoint } from '../src/endpoint.ts';

function failure(address: string, code: string): NetError {
  const cause = Object.assign(new Error('from Node'), { code });
  const error = dialError(address, parseEndpoint(address), cause);
  if (!(error instanceof NetError)) throw error;
  expect(error.cause).toBe(cause);
  return error;
}

describe('dialError', () => {
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
