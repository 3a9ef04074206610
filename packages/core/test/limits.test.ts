import { describe, expect, it } from '@jest/globals';
import { NetError } from '../src/errors.ts';
import { resolveLimits } from '../src/limits.ts';

const NAMES = Object.keys(resolveLimits());
const ALWAYS_FINITE = ['requestTimeoutMs', 'closeTimeoutMs', 'drainTimeoutMs'];

describe('resolveLimits', () => {
  it('bounds everything by default, but for the rates of one session', () => {
    const unbounded = Object.entries(resolveLimits()).filter(([, bound]) => bound === Infinity);
    expect(unbounded.map(([name]) => name)).toEqual(['maxFramesPerSecond', 'maxBytesPerSecond']);
  });

  it('has the documented defaults', () => {
    expect(resolveLimits()).toMatchObject({
      maxSessions: 10_000,
      maxSessionsPerAddress: 256,
      newSessionsPerSecond: 1000,
      newSessionsPerAddress: 20,
      maxPendingRequests: 1024,
      maxConcurrentRequests: 128,
      requestTimeoutMs: 10_000,
      handlerTimeoutMs: 30_000,
      frameTimeoutMs: 10_000,
      maxWriteBuffer: 1_048_576,
      writeStallTimeoutMs: 10_000,
      maxTotalWriteBuffer: 268_435_456,
      maxTotalReceiveBuffer: 268_435_456,
      maxSoftErrors: 10,
      maxCancels: 100,
      closeTimeoutMs: 5000,
      drainTimeoutMs: 30_000,
    });
  });

  it('takes a number above 0 for every limit, and leaves the others alone', () => {
    for (const name of NAMES) {
      expect(resolveLimits({ [name]: 7 })).toEqual({ ...resolveLimits(), [name]: 7 });
    }
  });

  it('takes undefined for "not chosen"', () => {
    expect(resolveLimits({ maxSessions: undefined })).toEqual(resolveLimits());
  });

  it('takes false for "no limit" where an end is not needed', () => {
    const optional = NAMES.filter((name) => !ALWAYS_FINITE.includes(name));
    for (const name of optional) {
      expect(resolveLimits({ [name]: false })).toMatchObject({ [name]: Infinity });
    }
  });

  it('refuses false for what has to end at some time', () => {
    for (const name of ALWAYS_FINITE) {
      expect(refusal({ [name]: false })).toBe(
        `INVALID_OPTION: limits.${name} is a number above 0, got false`,
      );
    }
  });

  it('refuses 0, negatives, NaN, Infinity and other types for every limit, and names it', () => {
    const wrong: readonly unknown[] = [
      0,
      -0,
      -1,
      NaN,
      Infinity,
      -Infinity,
      '5',
      null,
      true,
      {},
      [],
    ];
    for (const name of NAMES) {
      for (const value of wrong) {
        expect(refusal({ [name]: value })).toMatch(
          new RegExp(`^INVALID_OPTION: limits\\.${name} is a number above 0.*, got `),
        );
      }
    }
  });

  it('says what it got', () => {
    expect(refusal({ maxSessions: -1 })).toBe(
      'INVALID_OPTION: limits.maxSessions is a number above 0 or false, got -1',
    );
  });

  it('refuses a limit that there is not, were it a name of Object.prototype', () => {
    expect(refusal({ maxSession: 7 })).toBe('INVALID_OPTION: there is no limit called maxSession');
    expect(refusal({ toString: 7 })).toBe('INVALID_OPTION: there is no limit called toString');
    expect(refusal(JSON.parse('{"__proto__":7}'))).toContain('there is no limit called __proto__');
  });

  it('changes nothing of what it is given', () => {
    const chosen = Object.freeze({ maxSessions: 7 });
    expect(resolveLimits(chosen).maxSessions).toBe(7);
    expect(chosen).toEqual({ maxSessions: 7 });
  });
});

function refusal(chosen: object): string {
  try {
    resolveLimits(chosen);
  } catch (error) {
    return error instanceof NetError ? `${error.code}: ${error.message}` : String(error);
  }
  return 'taken';
}
