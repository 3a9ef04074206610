import { describe, expect, it } from '@jest/globals';
import { tlsAdvice } from '../src/tls-error.ts';

describe('tlsAdvice', () => {
  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown authority'],
    ['CERT_HAS_EXPIRED', 'expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak TLS'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'no version in common'],
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'no protocol in common'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'wants a client certificate'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'no cipher or key type in common'],
  ])('explains %s', (code, text) => {
    expect(tlsAdvice(code)).toContain(text);
  });

  it('names the code it does not know', () => {
    expect(tlsAdvice('ERR_SSL_NEWS')).toBe('the handshake failed (ERR_SSL_NEWS)');
  });
});
