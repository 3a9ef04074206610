import { describe, expect, it } from '@jest/globals';
import { originalSettings } from '../src/machine-settings.ts';

describe('originalSettings', () => {
  it('has the windows and limits in which the originals differ', () => {
    expect(originalSettings('c')).toMatchObject({
      receiveWindow: 128,
      maxFragments: 127,
      mayBeEmpty: true,
    });
    expect(originalSettings('go')).toMatchObject({
      receiveWindow: 32,
      maxFragments: 255,
      mayBeEmpty: false,
    });
  });
});
