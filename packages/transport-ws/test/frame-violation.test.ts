import { describe, expect, it } from '@jest/globals';
import {
  FrameViolation,
  partsViolation,
  protocolViolation,
  sizeViolation,
  textViolation,
} from '../src/frame-violation.ts';

describe('FrameViolation', () => {
  it('has the status that RFC 6455 wants', () => {
    const makers = [protocolViolation, textViolation, partsViolation, sizeViolation];
    const violations = makers.map((make) => make('what'));
    expect(violations.map(({ status }) => status)).toEqual([1002, 1007, 1008, 1009]);
    expect(violations.every((violation) => violation instanceof FrameViolation)).toBe(true);
    expect(violations.every(({ message }) => message === 'what')).toBe(true);
  });
});
