import { describe, expect, it } from '@jest/globals';
import { checkDuration, checkFlag, optionError } from '../src/check-option.ts';

describe('checkFlag', () => {
  it.each([true, false])('hands %p back', (value) => {
    expect(checkFlag('tcp()', 'noDelay', value)).toBe(value);
  });

  it.each([0, 'yes', null, undefined, Symbol('a')])('refuses %p', (value) => {
    expect(() => checkFlag('tcp()', 'noDelay', value)).toThrow(
      `the option noDelay of tcp() is true or false, got ${String(value)}`,
    );
  });
});

describe('checkDuration', () => {
  it.each([1, 0.5, 2_147_483_647])('hands %d back', (value) => {
    expect(checkDuration('tcp()', 'closeTimeoutMs', value)).toBe(value);
  });

  it.each([0, -1, Number.NaN, Infinity, 2_147_483_648, '5', false])('refuses %p', (value) => {
    expect(() => checkDuration('tcp()', 'closeTimeoutMs', value)).toThrow(
      `closeTimeoutMs of tcp() is above 0 and at most 2147483647 milliseconds, got ${value}`,
    );
  });
});

describe('optionError', () => {
  it('names the option and whose it is', () => {
    const error = optionError('tcp()', 'tls.ca', 'is empty');
    expect(error).toMatchObject({
      code: 'INVALID_OPTION',
      message: 'the option tls.ca of tcp() is empty',
    });
    expect('cause' in error).toBe(false);
  });

  it('keeps the cause', () => {
    const cause = new Error('why');
    expect(optionError('tcp()', 'tls.ca', 'is no certificate', { cause }).cause).toBe(cause);
  });
});
