import { describe, expect, it } from '@jest/globals';
import { Admission, type AdmissionBounds } from '../src/admission.ts';

const DEFAULTS: AdmissionBounds = {
  maxSessions: 10_000,
  maxSessionsPerAddress: 256,
  newSessionsPerSecond: 100,
  newSessionsPerAddress: 5,
};

describe('Admission', () => {
  it('lets 200 in at once and 100 a second from then on', () => {
    const admission = new Admission(DEFAULTS, 0);
    let next = 0;
    const enter = (nowMs: number): unknown => admission.enter(address((next += 1)), nowMs);
    for (let count = 0; count < 200; count++) expect(enter(0)).toBeUndefined();
    expect(enter(9)).toBe('too-fast');
    for (let count = 0; count < 100; count++) expect(enter(1000)).toBeUndefined();
    expect(enter(1000)).toBe('too-fast');
  });

  it('lets twelve of one address in at once and five a second from then on', () => {
    const admission = new Admission(DEFAULTS, 0);
    const outcomes = Array.from({ length: 13 }, () => admission.enter('192.0.2.1', 0));
    expect(outcomes).toEqual([...Array<undefined>(12).fill(undefined), 'too-fast']);
    const later = Array.from({ length: 6 }, () => admission.enter('192.0.2.1', 1000));
    expect(later.filter((outcome) => outcome === undefined)).toHaveLength(5);
    expect(admission.enter('192.0.2.2', 1000)).toBeUndefined();
  });

  it('has a limit for all, and room again once one has left', () => {
    const admission = new Admission({ ...DEFAULTS, maxSessions: 2 }, 0);
    admission.enter('192.0.2.1', 0);
    expect(admission.isFull).toBe(false);
    admission.enter('192.0.2.2', 0);
    expect(admission.isFull).toBe(true);
    expect(admission.enter('192.0.2.3', 0)).toBe('full');
    admission.leave('192.0.2.1');
    expect(admission.enter('192.0.2.3', 0)).toBeUndefined();
  });

  it('has a limit for one address, and counts a /64 of IPv6 as one', () => {
    const admission = new Admission({ ...DEFAULTS, maxSessionsPerAddress: 2 }, 0);
    admission.enter('2001:db8::1', 0);
    admission.enter('2001:db8::2', 0);
    expect(admission.enter('2001:db8::3', 0)).toBe('full-for-address');
    expect(admission.enter('2001:db8:0:1::3', 0)).toBeUndefined();
    admission.leave('2001:db8::1');
    expect(admission.enter('2001:db8::3', 0)).toBeUndefined();
  });

  it('exempts loopback from the bounds for one address', () => {
    const bounds = { ...DEFAULTS, maxSessionsPerAddress: 1, newSessionsPerAddress: 1 };
    const admission = new Admission(bounds, 0);
    for (const loopback of ['127.0.0.1', '::1', '::ffff:127.0.0.9']) {
      const outcomes = Array.from({ length: 9 }, () => admission.enter(loopback, 0));
      expect(outcomes).toEqual(Array(9).fill(undefined));
    }
    expect(admission.addresses).toBe(0);
  });

  it('lets one in where less than one a second may come', () => {
    const bounds = { ...DEFAULTS, newSessionsPerSecond: 0.1, newSessionsPerAddress: 0.1 };
    const admission = new Admission(bounds, 0);
    expect(admission.enter('192.0.2.1', 0)).toBeUndefined();
    expect(admission.enter('192.0.2.1', 9999)).toBe('too-fast');
    expect(admission.enter('192.0.2.1', 10_000)).toBeUndefined();
  });

  it('takes no memory for whom it refuses', () => {
    const admission = new Admission({ ...DEFAULTS, newSessionsPerSecond: 1 }, 0);
    for (let peer = 0; peer < 100_000; peer++) admission.enter(address(peer), 0);
    expect(admission.addresses).toBe(2);
  });

  it('forgets addresses that are as good as new, and no others', () => {
    const bounds = { ...DEFAULTS, maxSessions: Infinity, newSessionsPerSecond: Infinity };
    const admission = new Admission(bounds, 0);
    admission.enter('192.0.2.1', 0);
    for (let peer = 0; peer < 5000; peer++) {
      admission.enter(address(peer), 0);
      admission.leave(address(peer));
    }
    expect(admission.addresses).toBe(5001);
    for (let peer = 5000; peer < 15_000; peer++) admission.enter(address(peer), 3_600_000);
    expect(admission.addresses).toBe(10_001);
  });
});

function address(index: number): string {
  return `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}
