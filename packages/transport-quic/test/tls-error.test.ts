import { describe, expect, it } from '@jest/globals';
import { tlsAdvice } from '../src/tls-error.ts';

describe('tlsAdvice', () => {
  it('tells who found fault with a certificate', () => {
    expect(tlsAdvice(48, false)).toContain('pass that as tls.ca');
    expect(tlsAdvice(48, true)).toContain('pass tls.cert and tls.key that it trusts');
  });

  it('tells of an authority that was made anew under the same name', () => {
    expect(tlsAdvice(51, false)).toContain('pass the new one as tls.ca');
    expect(tlsAdvice(51, true)).toContain('pass tls.cert and tls.key that it trusts');
  });

  it('knows the alerts that name an option', () => {
    expect(tlsAdvice(120, true)).toContain('tls.alpn');
    expect(tlsAdvice(42, false)).toContain('tls.serverName');
    expect(tlsAdvice(116, false)).toContain('tls.requestCert');
  });

  it('gives the number of any other', () => {
    expect(tlsAdvice(80, true)).toBe('the handshake failed with alert 80');
  });
});
