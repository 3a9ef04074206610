import { describe, expect, it } from '@jest/globals';
import { closeReason } from '../src/close-reason.ts';

describe('closeReason', () => {
  it('is the error that the signal was aborted with', () => {
    const error = new RangeError('enough');
    expect(closeReason(error)).toBe(error);
  });

  it('wraps what is no error', () => {
    expect(closeReason('enough')).toMatchObject({ code: 'CANCELLED', cause: 'enough' });
  });
});
