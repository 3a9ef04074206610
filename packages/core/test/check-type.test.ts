import { describe, expect, it } from '@jest/globals';
import { checkType } from '../src/check-type.ts';
import { thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';

describe('checkType', () => {
  it('takes every type up to the largest of the protocol', () => {
    expect(() => checkType(0, testProtocol({ maxType: 255 }))).not.toThrow();
    expect(() => checkType(255, testProtocol({ maxType: 255 }))).not.toThrow();
  });

  it('refuses the next, with both numbers', () => {
    const error = thrown(() => checkType(256, testProtocol({ maxType: 255 })));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toBe('message type 256 is over 255, the largest of test');
  });
});
