import { describe, expect, it } from '@jest/globals';
import { BoundedReader } from '../src/bounded-reader.ts';
import { errorOf, typeFrom } from './kitchen.ts';

const type = typeFrom(
  'message M { repeated M children = 1; map<string, M> named = 2; string s = 3; repeated int64 a = 4; repeated uint64 b = 5; repeated sint64 c = 6; repeated fixed64 d = 7; repeated sfixed64 e = 8; repeated int32 f = 9; }',
);

function decode(hex: string, maxNodes: number): object {
  return type.decode(new BoundedReader(Buffer.from(hex, 'hex'), maxNodes));
}

describe('BoundedReader', () => {
  it.each([
    ['0a00', 1],
    ['0a000a00', 2],
    ['0a020a00', 2],
    ['1a0161', 1],
    ['12050a01611200', 3],
    ['7801', 1],
    ['7b78017c', 3],
    ['220301ff01', 3],
    ['2201012201012001', 6],
    ['2a020101', 3],
    ['32020101', 3],
    ['3a080000000000000000', 2],
    ['42080000000000000000', 2],
    ['4a020101', 1],
  ])('counts the fields of %j', (hex, fields) => {
    expect(decode(hex, fields)).toBeInstanceOf(Object);
    expect(errorOf(() => decode(hex, fields - 1)).code).toBe('NODES_EXCEEDED');
  });

  it('reads nothing', () => {
    expect(decode('', 1)).toEqual(type.decode(new Uint8Array(0)));
  });

  it('reads what the reader of protobufjs reads', () => {
    const hex = '0a021a000a001a0161';
    expect(decode(hex, 9)).toEqual(type.decode(Buffer.from(hex, 'hex')));
  });
});
