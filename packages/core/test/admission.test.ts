import { describe, expect, it } from '@jest/globals';
import { Admission, type AdmissionBounds, type Refusal, refusalCode } from '../src/admission.ts';

describe('Admission', () => {
  it('lets a session in while there are fewer than the limit', () => {
    const admission = admissionOf({ maxSessions: 2 });
    expect(admission.enter('tcp://192.0.2.1:1', 0)).toBeUndefined();
    expect(admission.enter('tcp://192.0.2.2:1', 0)).toBeUndefined();
    expect(admission.isFull).toBe(true);
    expect(admission.enter('tcp://192.0.2.3:1', 0)).toBe('full');
  });

  it('lets another in once one has left', () => {
    const admission = admissionOf({ maxSessions: 1 });
    admission.enter('tcp://192.0.2.1:1', 0);
    admission.leave('tcp://192.0.2.1:1');
    expect(admission.enter('tcp://192.0.2.2:1', 0)).toBeUndefined();
  });

  it('takes twice the rate in a burst, then as many as the rate', () => {
    const admission = admissionOf({ newSessionsPerSecond: 2 });
    const enter = (nowMs: number) => admission.enter('unix:///run/net.sock', nowMs);
    expect([enter(0), enter(0), enter(0), enter(0)]).toEqual(Array(4).fill(undefined));
    expect(enter(0)).toBe('too-fast');
    expect(enter(499)).toBe('too-fast');
    expect(enter(500)).toBeUndefined();
    expect(enter(500)).toBe('too-fast');
  });

  it('bounds the sessions of one address, whatever their ports', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 2 });
    admission.enter('tcp://192.0.2.1:1', 0);
    admission.enter('tcp://192.0.2.1:2', 0);
    expect(admission.enter('tcp://192.0.2.1:3', 0)).toBe('full-for-address');
    expect(admission.enter('tcp://192.0.2.2:3', 0)).toBeUndefined();
    admission.leave('tcp://192.0.2.1:1');
    expect(admission.enter('tcp://192.0.2.1:4', 0)).toBeUndefined();
  });

  it('takes two and a half times the rate of one address in a burst', () => {
    const admission = admissionOf({ newSessionsPerAddress: 2 });
    const enter = () => admission.enter('ws://192.0.2.1:1/path', 0);
    expect([enter(), enter(), enter(), enter(), enter()]).toEqual(Array(5).fill(undefined));
    expect(enter()).toBe('too-fast-for-address');
    expect(admission.enter('ws://192.0.2.1:1/path', 500)).toBeUndefined();
  });

  it('counts an IPv6 network of 64 bits as one address', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 1 });
    expect(admission.enter('tcp://[2001:db8:0:1::1]:1', 0)).toBeUndefined();
    expect(admission.enter('tcp://[2001:db8:0:1:ffff::]:1', 0)).toBe('full-for-address');
    expect(admission.enter('tcp://[2001:db8::1:0:0:0:1]:1', 0)).toBe('full-for-address');
    expect(admission.enter('tcp://[2001:db8:0:2::1]:1', 0)).toBeUndefined();
  });

  it('reads IPv6 addresses that begin or end with zeros, and those with a zone', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 1 });
    expect(admission.enter('tcp://[fe80::1%eth0]:1', 0)).toBeUndefined();
    expect(admission.enter('tcp://[fe80::2%eth1]:1', 0)).toBe('full-for-address');
    expect(admission.enter('tcp://[::2]:1', 0)).toBeUndefined();
    expect(admission.enter('tcp://[::]:1', 0)).toBe('full-for-address');
  });

  it('counts an IPv4 address that is written as an IPv6 one as the same', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 1 });
    expect(admission.enter('tcp://[::ffff:192.0.2.1]:1', 0)).toBeUndefined();
    expect(admission.enter('tcp://192.0.2.1:2', 0)).toBe('full-for-address');
  });

  it('exempts loopback and peers without a host from the bounds of one address', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 1, newSessionsPerAddress: 1 });
    for (const remote of ['tcp://127.0.0.1:1', 'tcp://[::1]:1', 'tcp://[::ffff:127.0.0.9]:1']) {
      const outcomes = Array.from({ length: 9 }, () => admission.enter(remote, 0));
      expect(outcomes).toEqual(Array(9).fill(undefined));
    }
    const unix = Array.from({ length: 9 }, () => admission.enter('unix:///run/net.sock', 0));
    expect(unix).toEqual(Array(9).fill(undefined));
    expect(() => admission.leave('unix:///run/net.sock')).not.toThrow();
  });

  it('bounds the sessions of one address under a scheme with digits in it', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 1 });
    expect(admission.enter('my-h2.x://192.0.2.1:1', 0)).toBeUndefined();
    expect(admission.enter('my-h2.x://192.0.2.1:2', 0)).toBe('full-for-address');
  });

  it('takes the address of a peer without scheme and port, too', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 2 });
    expect(admission.enter('2001:db8::1', 0)).toBeUndefined();
    expect(admission.enter('tcp://[2001:db8::2]:1', 0)).toBeUndefined();
    expect(admission.enter('2001:db8::3', 0)).toBe('full-for-address');
    admission.leave('2001:db8::1');
    expect(admission.enter('2001:db8::3', 0)).toBeUndefined();
  });

  it('lets one in where less than one a second may come', () => {
    const admission = admissionOf({ newSessionsPerSecond: 0.1, newSessionsPerAddress: 0.1 });
    expect(admission.enter('192.0.2.1', 0)).toBeUndefined();
    expect(admission.enter('192.0.2.2', 9999)).toBe('too-fast');
    expect(admission.enter('192.0.2.1', 9999)).toBe('too-fast-for-address');
    expect(admission.enter('192.0.2.1', 10_000)).toBeUndefined();
  });

  it('takes no memory for whom it refuses', () => {
    const admission = admissionOf({ newSessionsPerSecond: 1 });
    for (let peer = 0; peer < 100_000; peer++) admission.enter(address(peer), 0);
    expect(admission.addresses).toBe(2);
  });

  it('takes nothing from the rate of an address whose session all others refuse', () => {
    const admission = admissionOf({ newSessionsPerSecond: 1, newSessionsPerAddress: 1 });
    admission.enter('192.0.2.1', 0);
    admission.enter('192.0.2.2', 0);
    for (let count = 0; count < 9; count++) {
      expect(admission.enter('192.0.2.1', 0)).toBe('too-fast');
    }
    expect(admission.enter('192.0.2.1', 1000)).toBeUndefined();
  });

  it('forgets addresses that are as good as new, and no others', () => {
    const admission = admissionOf({ maxSessionsPerAddress: 1, newSessionsPerAddress: 1 });
    admission.enter('192.0.2.1', 0);
    for (let peer = 0; peer < 5000; peer++) {
      admission.enter(address(peer), 0);
      admission.leave(address(peer));
    }
    expect(admission.addresses).toBe(5001);
    // An hour later all but the one that is still there may go.
    const later = 3_600_000;
    for (let peer = 5000; peer < 15_000; peer++) admission.enter(address(peer), later);
    expect(admission.addresses).toBe(10_001);
    expect(admission.enter('192.0.2.1', later)).toBe('full-for-address');
    expect(admission.enter('10.0.0.1', later)).toBeUndefined();
    expect(admission.enter('10.0.0.1', later)).toBe('full-for-address');
  });

  it('lets everyone in without bounds', () => {
    const admission = new Admission(NO_BOUNDS, 0);
    const outcomes = Array.from({ length: 20_000 }, () => admission.enter('tcp://192.0.2.1:1', 0));
    expect(new Set(outcomes)).toEqual(new Set([undefined]));
  });
});

describe('refusalCode', () => {
  it.each<[Refusal, string]>([
    ['full', 'TOO_MANY_SESSIONS'],
    ['too-fast', 'TOO_MANY_SESSIONS'],
    ['full-for-address', 'TOO_MANY_SESSIONS_PER_ADDRESS'],
    ['too-fast-for-address', 'TOO_MANY_SESSIONS_PER_ADDRESS'],
  ])('knows %s as %s', (refusal, code) => {
    expect(refusalCode(refusal)).toBe(code);
  });
});

const NO_BOUNDS: AdmissionBounds = {
  maxSessions: Infinity,
  maxSessionsPerAddress: Infinity,
  newSessionsPerSecond: Infinity,
  newSessionsPerAddress: Infinity,
};

function admissionOf(bounds: Partial<AdmissionBounds>): Admission {
  return new Admission({ ...NO_BOUNDS, ...bounds }, 0);
}

function address(index: number): string {
  return `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}
