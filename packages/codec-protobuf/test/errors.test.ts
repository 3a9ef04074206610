import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import {
  decodeFailure,
  encodeFailure,
  invalidValue,
  tooLarge,
  tooManyNodes,
} from '../src/errors.ts';

describe('tooLarge', () => {
  it('names the number, the limit and the option', () => {
    const { code, message } = tooLarge(11, 10);
    expect(code).toBe('MESSAGE_TOO_LARGE');
    expect(message).toBe(
      'a protobuf body of 11 bytes is over the limit of 10, the option maxBytes',
    );
  });
});

describe('tooManyNodes', () => {
  it('names the limit and the option', () => {
    const { code, message } = tooManyNodes(10);
    expect(code).toBe('NODES_EXCEEDED');
    expect(message).toBe(
      'a protobuf body of 11 fields or more is over the limit of 10, the option maxNodes',
    );
  });
});

describe('decodeFailure', () => {
  it('keeps what a library said out of the message, as the cause', () => {
    const cause = new RangeError('index out of range: 5 + 1 > 5');
    const error = decodeFailure('a.B', 5, cause);
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('a body of 5 bytes is not a a.B');
    expect(error.cause).toBe(cause);
  });

  it('tells depth from other failures', () => {
    const said = [
      'max depth exceeded',
      'cannot decode message a.B from binary: maximum recursion depth of 100 reached',
      'Maximum call stack size exceeded',
    ];
    const codes = said.map((text) => decodeFailure('a.B', 5, new Error(text)).code);
    expect(codes).toEqual(['DEPTH_EXCEEDED', 'DEPTH_EXCEEDED', 'DEPTH_EXCEEDED']);
    expect(decodeFailure('a.B', 5, 'max depth exceeded').code).toBe('DECODE_FAILED');
  });

  it('leaves our own errors as they are', () => {
    const own = new NetError('NODES_EXCEEDED', 'text');
    expect(decodeFailure('a.B', 5, own)).toBe(own);
    expect(encodeFailure('a.B', own)).toBe(own);
  });
});

describe('encodeFailure', () => {
  it('keeps the cause', () => {
    const cause = new TypeError('text');
    const error = encodeFailure('a.B', cause);
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toBe('a value cannot be written as a a.B');
    expect(error.cause).toBe(cause);
    expect(encodeFailure('a.B', new Error('max depth exceeded')).code).toBe('DEPTH_EXCEEDED');
  });
});

describe('invalidValue', () => {
  it('names the type and the field', () => {
    const error = invalidValue('a.B', 'count: integer expected');
    expect(error.code).toBe('ENCODE_FAILED');
    expect(error.message).toBe('a value is not a a.B: count: integer expected');
  });

  it('tells depth from other problems', () => {
    const error = invalidValue('a.B', `${'next.'.repeat(101)}max depth exceeded`);
    expect(error.code).toBe('DEPTH_EXCEEDED');
    expect(error.message).toBe('a a.B that nests deeper than 100 messages');
  });
});
