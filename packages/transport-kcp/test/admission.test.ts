import { describe, expect, it } from '@jest/globals';
import { Admission, type AdmissionLimits } from '../src/admission.ts';

const NONE: AdmissionLimits = {
  maxSessions: Infinity,
  maxHalfOpen: Infinity,
  maxSessionsPerAddress: Infinity,
  newSessionsPerSecond: Infinity,
  newSessionsPerAddress: Infinity,
};

describe('Admission', () => {
  it('counts sessions in and out', () => {
    const admission = new Admission({ ...NONE, maxSessions: 1 }, 0);
    expect([admission.enter('1.1.1.1', false, 0), admission.enter('2.2.2.2', false, 0)]).toEqual([
      true,
      false,
    ]);
    admission.leave('1.1.1.1');
    expect(admission.enter('2.2.2.2', false, 0)).toBe(true);
  });

  it('has a smaller room for half-open ones, from which they may move on', () => {
    const admission = new Admission({ ...NONE, maxHalfOpen: 1 }, 0);
    expect([admission.enter('1.1.1.1', true, 0), admission.enter('2.2.2.2', true, 0)]).toEqual([
      true,
      false,
    ]);
    expect(admission.enter('3.3.3.3', false, 0)).toBe(true);
    admission.leaveHalfOpen();
    expect(admission.enter('2.2.2.2', true, 0)).toBe(true);
  });

  it('counts the addresses of one IPv6 network together', () => {
    const admission = new Admission({ ...NONE, maxSessionsPerAddress: 1 }, 0);
    expect(admission.enter('2001:db8::1', false, 0)).toBe(true);
    expect(admission.enter('2001:db8::2', false, 0)).toBe(false);
    expect(admission.enter('2001:db8:0:1::2', false, 0)).toBe(true);
    admission.leave('2001:db8::1');
    expect(admission.enter('2001:db8::2', false, 0)).toBe(true);
  });

  it('bounds how fast new ones come, in all and from one address', () => {
    const all = new Admission({ ...NONE, newSessionsPerSecond: 1 }, 0);
    expect([1, 2, 3].map((n) => all.enter(`1.1.1.${n}`, false, 0))).toEqual([true, true, false]);
    expect(all.enter('1.1.1.3', false, 1000)).toBe(true);
    const one = new Admission({ ...NONE, newSessionsPerAddress: 2 }, 0);
    expect([1, 2, 3, 4, 5, 6].map(() => one.enter('1.1.1.1', false, 0))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(one.enter('1.1.1.2', false, 0)).toBe(true);
  });

  it('exempts loopback from the bounds for one address', () => {
    const admission = new Admission(
      { ...NONE, maxSessionsPerAddress: 1, newSessionsPerAddress: 1 },
      0,
    );
    expect([1, 2, 3, 4].map(() => admission.enter('127.0.0.1', false, 0))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    admission.leave('127.0.0.1');
  });

  it('forgets addresses that have no session any more', () => {
    const admission = new Admission({ ...NONE, newSessionsPerAddress: 1 }, 0);
    for (let n = 0; n < 5000; n += 1) {
      const address = `10.0.${n >> 8}.${n & 255}`;
      expect(admission.enter(address, false, n * 10_000)).toBe(true);
      admission.leave(address);
    }
    expect(admission.enter('10.0.0.0', false, 50_000_000)).toBe(true);
  });
});
