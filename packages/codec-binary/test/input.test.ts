import { describe, expect, it } from '@jest/globals';
import { Budget } from '../src/budget.ts';
import { Input } from '../src/input.ts';
import { thrown } from './support.ts';

describe('Input', () => {
  it('goes on by what is taken', () => {
    const input = new Input(new Uint8Array(5), new Budget(1));
    expect([input.take(2), input.take(0), input.take(3), input.left]).toEqual([0, 2, 2, 0]);
    expect(input.take(0)).toBe(5);
  });

  it('refuses to go beyond the end, and stays where it is', () => {
    const input = new Input(new Uint8Array(5), new Budget(1));
    input.take(2);
    for (const count of [4, 2 ** 32, Infinity]) {
      const error = thrown(() => input.take(count));
      expect(error.code).toBe('DECODE_FAILED');
      expect(error.message).toBe(
        `a binary body of 5 bytes ends early: at 2 it needs ${count} more`,
      );
    }
    expect(input.left).toBe(3);
  });
});
