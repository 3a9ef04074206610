import { describe, expect, it } from '@jest/globals';
import { checkAmount, checkProbability } from '../src/check-option.ts';

describe('checkProbability', () => {
  it('takes 0, 1 and what is between', () => {
    for (const value of [0, 0.5, 1]) expect(() => checkProbability('loss', value)).not.toThrow();
  });

  it('rejects anything else, with its name and the value', () => {
    expect(() => checkProbability('loss', 1.1)).toThrow(TypeError);
    expect(() => checkProbability('loss', -0.1)).toThrow('loss');
    expect(() => checkProbability('loss', Number.NaN)).toThrow('NaN');
  });
});

describe('checkAmount', () => {
  it('takes finite numbers from the least one up', () => {
    for (const value of [1, 1.5, 1e9]) expect(() => checkAmount('size', value, 1)).not.toThrow();
  });

  it('rejects anything else, with its name and the value', () => {
    expect(() => checkAmount('size', 0, 1)).toThrow(TypeError);
    expect(() => checkAmount('size', Infinity, 1)).toThrow('Infinity');
    expect(() => checkAmount('size', Number.NaN, 1)).toThrow('size');
  });
});
