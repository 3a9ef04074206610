import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { resolveTls } from '../src/tls-settings.ts';
import { certificateFor, localhost } from './support/certificates.ts';

const other = certificateFor('other.example');

describe('resolveTls', () => {
  it('trusts the well-known authorities and speaks net/1 by default', () => {
    const { authorities, alpn, identity } = resolveTls({});
    expect(authorities.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50);
    expect(alpn).toEqual(['net/1']);
    expect(identity).toBeUndefined();
  });

  it('opens an encrypted key', () => {
    const cipher = {
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open',
    } as const;
    const key = createPrivateKey(localhost.key).export(cipher);
    const { identity } = resolveTls({ cert: localhost.cert, key, passphrase: 'open' });
    expect(identity?.key).toContain('BEGIN PRIVATE KEY');
    expect(() => resolveTls({ cert: localhost.cert, key, passphrase: 'shut' })).toThrow('tls.key');
  });

  it('takes several authorities, in one text or in many', () => {
    const { authorities } = resolveTls({
      ca: [`${localhost.ca}\n${other.ca}`, Buffer.from(other.ca)],
    });
    expect(authorities.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
  });

  it.each([
    ['cert', { cert: 'none', key: localhost.key }],
    ['key', { cert: localhost.cert, key: 'none' }],
    ['key', { cert: localhost.cert, key: other.key }],
    ['ca', { ca: 'none' }],
    ['ca', { ca: [] }],
    ['ca', { ca: `${localhost.ca}\n${other.ca.replace('MII', 'XXX')}` }],
  ])('refuses a wrong %s by name', (name, options) => {
    expect(() => resolveTls(options)).toThrow(`the option tls.${name} of quic()`);
  });
});
