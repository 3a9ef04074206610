import { describe, expect, it } from '@jest/globals';
import { codeOfClose, factsOf } from '../src/error-codes.ts';

describe('factsOf', () => {
  it('knows the family of a code', () => {
    expect(factsOf('INVALID_OPTION').kind).toBe('config');
    expect(factsOf('CONNECTION_REFUSED').kind).toBe('connect');
    expect(factsOf('REQUEST_TIMEOUT').kind).toBe('timeout');
    expect(factsOf('FRAME_TOO_LARGE').kind).toBe('protocol');
    expect(factsOf('BAD_MESSAGE').kind).toBe('codec');
  });

  it('calls retryable what a delay may cure', () => {
    expect(factsOf('CONNECTION_REFUSED').retryable).toBe(true);
    expect(factsOf('OVERLOADED').retryable).toBe(true);
    expect(factsOf('BAD_ADDRESS').retryable).toBe(false);
    expect(factsOf('MESSAGE_TOO_LARGE').retryable).toBe(false);
  });

  it('has a close code for what ends a session by a rule, and for nothing else', () => {
    expect(factsOf('NORMAL').closeCode).toBe(0);
    expect(factsOf('GOING_AWAY').closeCode).toBe(1);
    expect(factsOf('SLOW_CONSUMER').closeCode).toBe(22);
    expect(factsOf('CONNECTION_REFUSED').closeCode).toBeUndefined();
    expect(factsOf('REQUEST_TIMEOUT').closeCode).toBeUndefined();
  });

  it('takes a code of the application for a remote one that is not retryable', () => {
    expect(factsOf('NO_SUCH_ROOM')).toEqual({ kind: 'remote', retryable: false });
  });

  it('finds nothing under the names of Object.prototype', () => {
    for (const code of ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(factsOf(code)).toEqual({ kind: 'remote', retryable: false });
    }
  });
});

describe('codeOfClose', () => {
  it('finds the code of a number', () => {
    expect(codeOfClose(0)).toBe('NORMAL');
    expect(codeOfClose(1)).toBe('GOING_AWAY');
    expect(codeOfClose(30)).toBe('INTERNAL_ERROR');
  });

  it('takes the first of two codes with one number', () => {
    expect(codeOfClose(2)).toBe('BAD_PACKET');
  });

  it('takes any other number for a lost connection', () => {
    for (const closeCode of [-1, 7, 31, 1.5, 2 ** 32 - 1, NaN]) {
      expect(codeOfClose(closeCode)).toBe('CONNECTION_LOST');
    }
  });
});
