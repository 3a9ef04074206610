import { describe, expect, it } from '@jest/globals';
import { demoOptions } from '../src/options.ts';

describe('demoOptions', () => {
  it('fills in the defaults', () => {
    expect(demoOptions([])).toEqual({ count: 30_000 });
  });

  it('refuses an unknown option', () => {
    expect(() => demoOptions(['--quick'])).toThrow("unknown option '--quick'; see --help");
  });
});
