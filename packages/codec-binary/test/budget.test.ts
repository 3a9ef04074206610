import { describe, expect, it } from '@jest/globals';
import { Budget } from '../src/budget.ts';
import { thrown } from './support.ts';

describe('Budget', () => {
  it('gives exactly its limit', () => {
    const budget = new Budget(5);
    budget.take(2);
    budget.take(3);
    budget.take(0);
    const error = thrown(() => budget.take(1));
    expect(error.code).toBe('NODES_EXCEEDED');
    expect(error.message).toBe(
      'a binary body of 6 values or more is over the limit of 5 (maxNodes)',
    );
  });

  it('has no end without a bound', () => {
    const budget = new Budget(Infinity);
    for (let round = 0; round < 10; round += 1) budget.take(Number.MAX_SAFE_INTEGER);
    expect(() => budget.take(1)).not.toThrow();
  });
});
