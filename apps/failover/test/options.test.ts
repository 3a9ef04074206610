import { describe, expect, it } from '@jest/globals';
import { failoverOptions } from '../src/options.ts';

describe('failoverOptions', () => {
  it('fills in the defaults', () => {
    expect(failoverOptions([])).toEqual({ rounds: 2, concurrency: 64 });
  });

  it('takes what is given', () => {
    const options = failoverOptions(['--rounds', '5', '--concurrency', '8']);
    expect(options).toEqual({ rounds: 5, concurrency: 8 });
  });

  it('refuses what is no number of rounds', () => {
    for (const rounds of ['0', '-1', 'x', '1.5']) {
      expect(() => failoverOptions(['--rounds', rounds])).toThrow('--rounds');
    }
  });
});
