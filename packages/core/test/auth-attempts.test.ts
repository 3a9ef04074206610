import { describe, expect, it } from '@jest/globals';
import { AuthAttempts } from '../src/auth-attempts.ts';

const KEYS = ['name ada', 'address 203.0.113.7'];

describe('AuthAttempts', () => {
  it('lets failures pass up to the bound', () => {
    const attempts = failed(5);
    expect(attempts.mayTry(KEYS, 5)).toBe(true);
  });

  it('refuses a name and an address for a minute after one more', () => {
    const attempts = failed(6);
    expect(attempts.mayTry(KEYS, 5)).toBe(false);
    expect(attempts.mayTry(['name ada'], 5)).toBe(false);
    expect(attempts.mayTry(['name bob', 'address 203.0.113.7'], 5)).toBe(false);
    expect(attempts.mayTry(['name bob'], 5)).toBe(true);
    expect(attempts.mayTry(KEYS, 59_999)).toBe(false);
    expect(attempts.mayTry(KEYS, 60_005)).toBe(true);
  });

  it('counts anew after a minute', () => {
    const attempts = failed(5);
    attempts.fail(KEYS, 60_000);
    expect(attempts.mayTry(KEYS, 60_000)).toBe(true);
  });

  it('refuses nobody who is not known by anything', () => {
    const attempts = new AuthAttempts({ maxAuthFailures: 1 });
    for (let time = 0; time < 9; time++) attempts.fail([], time);
    expect(attempts.mayTry([], 9)).toBe(true);
  });

  it('does not grow with names that are made up', () => {
    const attempts = failed(6);
    for (let name = 0; name < 100_000; name++) attempts.fail([`name ${name}`], 10);
    // The flood has pushed it out, which is the price of a bound.
    expect(attempts.mayTry(['name ada'], 20)).toBe(true);
  });
});

function failed(times: number): AuthAttempts {
  const attempts = new AuthAttempts({ maxAuthFailures: 5 });
  for (let time = 0; time < times; time++) attempts.fail(KEYS, time);
  return attempts;
}
