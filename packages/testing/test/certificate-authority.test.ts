import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CertificateAuthority } from '../src/certificate-authority.ts';

const authority = new CertificateAuthority();
const root = new X509Certificate(authority.cert);

describe('CertificateAuthority', () => {
  it('signs its own certificate, as an authority', () => {
    expect(root.verify(root.publicKey)).toBe(true);
    expect(root.ca).toBe(true);
    expect(root.subject).toBe('CN=Test authority');
    expect(root.checkPrivateKey(createPrivateKey(authority.key))).toBe(true);
  });

  it('issues certificates that it has signed, with keys of their own', () => {
    const { cert, key } = authority.issue(['a.example']);
    const issued = new X509Certificate(cert);
    expect(issued.verify(root.publicKey)).toBe(true);
    expect(issued.checkIssued(root)).toBe(true);
    expect(issued.ca).toBe(false);
    expect(issued.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(key).not.toBe(authority.key);
  });

  it('is another authority each time', () => {
    const stranger = new CertificateAuthority();
    const issued = new X509Certificate(stranger.issue(['a.example']).cert);
    expect(issued.verify(root.publicKey)).toBe(false);
  });

  it('gives each certificate a number of its own', () => {
    const issued = ['one', 'other'].map(
      (name) => new X509Certificate(authority.issue([name]).cert),
    );
    expect(new Set([root, ...issued].map(({ serialNumber }) => serialNumber)).size).toBe(3);
  });

  it('puts host names and addresses into a certificate', () => {
    const names = [
      'a.example',
      '*.b.example',
      '127.0.0.1',
      '::1',
      '2001:db8::7:0:1',
      '::ffff:1.2.3.4',
    ];
    const { subject, subjectAltName } = new X509Certificate(authority.issue(names).cert);
    expect(subject).toBe('CN=a.example');
    expect(subjectAltName?.split(', ')).toEqual([
      'DNS:a.example',
      'DNS:*.b.example',
      'IP Address:127.0.0.1',
      'IP Address:0:0:0:0:0:0:0:1',
      'IP Address:2001:DB8:0:0:0:7:0:1',
      'IP Address:0:0:0:0:0:FFFF:102:304',
    ]);
  });

  it('takes every shape of an IPv6 address', () => {
    const names = ['::', '1::', '1:2:3:4:5:6:7:8', '1:0:0:4:0:0:0:8', '2001:DB8::'];
    const issued = new X509Certificate(authority.issue(names).cert);
    expect(names.map((name) => issued.checkIP(name))).toEqual(names);
  });

  it('refuses an address with a zone', () => {
    expect(() => authority.issue(['fe80::1%eth0'])).toThrow(TypeError);
  });

  it('issues certificates to more names than one length byte counts', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `host-${index}.example`);
    const issued = new X509Certificate(authority.issue(names).cert);
    expect(issued.checkHost('host-4999.example')).toBe('host-4999.example');
  });

  it('issues certificates that are valid for a day from an hour ago', () => {
    const before = Date.now();
    const { validFromDate, validToDate } = new X509Certificate(authority.issue(['a.example']).cert);
    expect(validToDate.getTime() - validFromDate.getTime()).toBe(24 * HOUR_MS);
    const ageMs = before - validFromDate.getTime();
    expect(Math.abs(ageMs - HOUR_MS)).toBeLessThan(60_000);
  });

  it('issues certificates that are valid from another time', () => {
    const validFrom = new Date('2031-02-03T04:05:06Z');
    const { cert } = authority.issue(['a.example'], { validFrom });
    expect(new X509Certificate(cert).validFromDate).toEqual(validFrom);
  });

  it('encrypts the key when it is given a passphrase', () => {
    const { cert, key } = authority.issue(['a.example'], { passphrase: 'secret' });
    expect(key).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    const opened = createPrivateKey({ key, passphrase: 'secret' });
    expect(new X509Certificate(cert).checkPrivateKey(opened)).toBe(true);
  });
});

const HOUR_MS = 3_600_000;
