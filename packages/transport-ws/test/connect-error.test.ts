import { describe, expect, it } from '@jest/globals';
import { connectError } from '../src/connect-error.ts';
import { parseEndpoint } from '../src/endpoint.ts';

const endpoint = parseEndpoint('wss://a.example:1/path');

function failure(code: string): Error {
  return Object.assign(new Error('text'), { code });
}

describe('connectError', () => {
  it.each([
    ['ECONNREFUSED', 'CONNECTION_REFUSED'],
    ['ECONNRESET', 'CONNECT_FAILED'],
    ['ENOTFOUND', 'CONNECT_FAILED'],
    ['HPE_INVALID_CONSTANT', 'CONNECT_FAILED'],
    ['ERR_INVALID_CHAR', 'CONNECT_FAILED'],
    ['EPROTO', 'TLS_ERROR'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS_ERROR'],
    ['CERT_HAS_EXPIRED', 'TLS_ERROR'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_ERROR'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'TLS_ERROR'],
  ])('makes %s a %s', (code, expected) => {
    const cause = failure(code);
    expect(connectError(endpoint, cause, {})).toMatchObject({ code: expected, cause });
  });

  it('knows no TLS where there is none', () => {
    const plain = parseEndpoint('ws://a.example:1');
    expect(connectError(plain, failure('CERT_HAS_EXPIRED'), {}).code).toBe('CONNECT_FAILED');
  });

  it('takes any cause', () => {
    expect(connectError(endpoint, 'text', {}).message).toContain('unknown');
    expect(connectError(endpoint, new Error('socket hang up'), {}).code).toBe('CONNECT_FAILED');
  });

  it('puts what the server answered first', () => {
    const cause = failure('ECONNRESET');
    expect(connectError(endpoint, cause, { status: 403 }).message).toContain('status 403');
    expect(connectError(endpoint, cause, { isSubprotocolMissing: true })).toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('pass batch: false'),
    });
  });
});
