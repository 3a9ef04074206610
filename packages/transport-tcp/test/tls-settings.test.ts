import { constants } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CertificateAuthority } from '@net/testing';
import { resolveTls } from '../src/tls-settings.ts';

const authority = new CertificateAuthority();
const one = authority.issue(['a.example']);
const other = authority.issue(['b.example']);

describe('resolveTls', () => {
  it('parses certificates, keys and authorities', () => {
    const settings = resolveTls({ ...one, ca: [authority.cert], hosts: { 'B.Example': other } });
    expect(settings.identity).toMatchObject({
      ...one,
      ca: [authority.cert],
      minVersion: 'TLSv1.2',
    });
    expect([...settings.hosts.keys()]).toEqual(['b.example']);
  });

  it('gives no tickets where there are several names', () => {
    const { secureOptions } = resolveTls({ ...one, hosts: { 'b.example': other } }).identity;
    expect(secureOptions).toBe(constants.SSL_OP_NO_TICKET);
    expect(resolveTls(one).identity.secureOptions).toBeUndefined();
  });

  it('opens an encrypted key', () => {
    const locked = authority.issue(['a.example'], { passphrase: 'secret' });
    expect(() => resolveTls({ ...locked, passphrase: 'secret' })).not.toThrow();
    expect(() => resolveTls({ ...locked, passphrase: 'guess' })).toThrow(
      'tls.key of tcp() is no PEM private key that tls.passphrase opens',
    );
  });

  it('does not write into the options', () => {
    const options = Object.freeze({ ...one, alpn: Object.freeze(['net']) });
    expect(resolveTls(options).alpn).toEqual(['net']);
  });

  it.each([
    [{ ...one, cert: 'junk' }, 'tls.cert of tcp() is not a PEM certificate'],
    [{ ...one, key: 'junk' }, 'tls.key of tcp() is no PEM private key'],
    [{ ...one, key: other.key }, 'tls.key of tcp() is not the key of the certificate beside it'],
    [{ ca: 'junk' }, 'tls.ca of tcp() is not a PEM certificate'],
    [{ ca: [authority.cert, ''] }, 'tls.ca of tcp() is not a PEM certificate'],
    [{ ca: [] }, 'tls.ca of tcp() is empty'],
    [{ hosts: { b: { ...other, key: 'junk' } } }, 'tls.hosts["b"].key of tcp()'],
  ])('refuses what OpenSSL cannot use, and says which option it is (%#)', (options, message) => {
    expect(() => resolveTls(options)).toThrow(message);
    expect(() => resolveTls(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('never repeats a key in an error', () => {
    const secret = 'MHcCAQEEI-very-secret';
    const error = (() => {
      try {
        return resolveTls({ cert: one.cert, key: secret });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(String(error)).not.toContain(secret);
  });
});
