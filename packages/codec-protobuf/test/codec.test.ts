import { describe, expect, it } from '@jest/globals';
import { ByteWriter, type Codec, NetError } from '@net/core';
import { protobuf } from '../src/index.ts';
import { net } from './fixtures/kitchen-static.js';
import { decode, encode, errorOf, typeFrom, typeOf } from './kitchen.ts';

const { Chain, Kitchen } = net.test;
const reflected = protobuf<object>(typeOf('Kitchen'));
const BIGINTS = { int64: 'bigint' } as const;

function codeOf(run: () => unknown): string {
  return errorOf(run).code;
}

/** `depth` chains inside each other, on the wire. */
function nested(depth: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  for (let level = 1; level < depth; level++) {
    const size =
      bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
    bytes = Uint8Array.of(0x0a, ...size, ...bytes);
  }
  return bytes;
}

function chain(depth: number): net.test.Chain.$Properties {
  let value: net.test.Chain.$Properties = {};
  for (let level = 1; level < depth; level++) value = { next: value };
  return value;
}

function snapshot(): string[] {
  return [Object.prototype, Array.prototype, Function.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map(String).join(),
  );
}

describe('ProtobufCodec decoding hostile bytes', () => {
  it.each([
    ['a cut tag', '80'],
    ['a cut varint', '18ff'],
    ['a varint of eleven bytes', '18ffffffffffffffffffff01'],
    ['a cut fixed64', '4101020304'],
    ['a length of which nothing is there', '0affffffff07'],
    ['a length over 2^31', '0affffffff0f'],
    ['a length that ends in the next field', '0a031001'],
    ['a message that ends behind its parent', '7203080100'],
    ['a packed list that is cut', '820102ff'],
    ['field 0', '00'],
    ['a field number over 2^29', 'f8ffffffff01'],
    ['wire type 6', '0e'],
    ['a group that never ends', '7b'],
    ['a group that never started', '7c'],
    ['groups that end in the wrong order', '7b83017c8401'],
    ['an overlong slash as text', '0a02c0af'],
    ['a surrogate as text', '0a03eda080'],
    ['text that is cut', '0a02e282'],
    ['bad text, far into a long one', `0a64${'61'.repeat(99)}ff`],
    ['bad text as a key', '9a01040a02c0af'],
  ])('refuses %s', (_name, hex) => {
    for (const codec of [reflected, protobuf(Kitchen) as Codec<object>]) {
      const error = errorOf(() => decode(codec, hex));
      expect(error.code).toBe('DECODE_FAILED');
      expect(error.message).toBe(`a body of ${hex.length / 2} bytes is not a net.test.Kitchen`);
      expect(error.cause).toBeInstanceOf(Error);
    }
  });

  it('accepts 101 chains inside each other, as protoc does, and refuses 102', () => {
    for (const codec of [protobuf<object>(typeOf('Chain')), protobuf(Chain) as Codec<object>]) {
      expect(codec.decode(nested(101))).toBeInstanceOf(Object);
      expect(codeOf(() => codec.decode(nested(102)))).toBe('DEPTH_EXCEEDED');
      expect(codeOf(() => codec.decode(nested(5000)))).toBe('DEPTH_EXCEEDED');
    }
  });

  it('refuses ten thousand groups inside each other, and forgets those of 100', () => {
    expect(codeOf(() => decode(reflected, '7b'.repeat(10_000)))).toBe('DEPTH_EXCEEDED');
    expect(decode(reflected, '7b'.repeat(100) + '7c'.repeat(100))).toEqual(decode(reflected, ''));
  });

  it('drops fields that it does not know', () => {
    const value = decode(reflected, '0a0161f83f7bfa3f0161fd3f01020304');
    expect(Object.keys(value)).not.toContain('$unknowns');
    expect(encode(reflected, value)).toBe('0a0161');
  });

  it('accepts exactly 256 KiB and refuses a byte more', () => {
    const codec = protobuf<{ name: string }>(typeOf('Kitchen'));
    const body = Buffer.alloc(262_144, 'a');
    body.set(Buffer.from('0afcff0f', 'hex'));
    expect(codec.decode(body).name).toHaveLength(262_140);
    const error = errorOf(() => codec.decode(Buffer.alloc(262_145)));
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.message).toBe(
      'a protobuf body of 262145 bytes is over the limit of 262144, the option maxBytes',
    );
  });

  it.each([
    ['empty messages', '920100'],
    ['empty text', '7a00'],
    ['entries of a map', '9a0100'],
    ['fields that it does not know', 'f87f01'],
    ['groups', 'fb7ffc7f'],
  ])('refuses 256 KiB of %s', (_name, hex) => {
    const body = Buffer.alloc(262_144 - (262_144 % (hex.length / 2)), hex, 'hex');
    for (const codec of [reflected, protobuf(Kitchen, BIGINTS) as Codec<object>]) {
      expect(codeOf(() => codec.decode(body))).toBe('NODES_EXCEEDED');
    }
  });

  it('counts fields exactly', () => {
    const codec = protobuf(Chain, { maxNodes: 3 });
    expect(decode(codec, '0a040a021001').next?.next?.value).toBe(1);
    expect(codeOf(() => decode(codec, '0a060a0410011001'))).toBe('NODES_EXCEEDED');
    expect(codeOf(() => decode(codec, '1001100110011001'))).toBe('NODES_EXCEEDED');
  });

  it('gives bytes of one kind, wherever the body came from', () => {
    const body = Buffer.from('6202aabb', 'hex');
    for (const bytes of [body, new Uint8Array(body)]) {
      expect(reflected.decode(bytes)).toHaveProperty('logo', Uint8Array.of(0xaa, 0xbb));
      expect(Reflect.get(reflected.decode(bytes), 'logo').constructor).toBe(Uint8Array);
    }
  });
});

/** The prototype of what the decoded fields are copied into, or why they are not. */
function prototypeOfCopy(codec: Codec<object>, hex: string): unknown {
  try {
    return Object.getPrototypeOf(Object.assign({}, decode(codec, hex)));
  } catch (error) {
    return error instanceof NetError ? error.code : error;
  }
}

describe('ProtobufCodec and prototypes', () => {
  const key = `0a09${Buffer.from('__proto__').toString('hex')}`;
  const type = typeFrom(
    'message M { map<string, M> map = 1; string text = 2; repeated M list = 3; }',
  );

  it('refuses a map with the key __proto__', () => {
    const codec = protobuf<object>(type);
    for (const hex of [
      `0a0b${key}`,
      `0a0d${key}1200`,
      `1a0d0a0b${key}`,
      `0a14${key}12070a050a01611200`,
    ]) {
      expect(codeOf(() => decode(codec, hex))).toBe('FORBIDDEN_KEY');
    }
    const entry = `9a010d${key}1005`;
    expect(codeOf(() => decode(reflected, entry))).toBe('FORBIDDEN_KEY');
    expect(codeOf(() => decode(protobuf(Kitchen), entry))).toBe('FORBIDDEN_KEY');
    expect(codeOf(() => decode(protobuf(Kitchen, BIGINTS), entry))).toBe('FORBIDDEN_KEY');
  });

  it('leaves the prototypes that everything shares as they were', () => {
    const before = snapshot();
    const codec = protobuf<object>(type);
    const words = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
    ];
    for (const word of words) {
      const text = Buffer.from(word).toString('hex');
      const size = word.length.toString(16).padStart(2, '0');
      const inMap = `0a${(word.length + 4).toString(16).padStart(2, '0')}0a${size}${text}1200`;
      for (const hex of [`12${size}${text}`, inMap]) {
        expect([Object.prototype, 'FORBIDDEN_KEY']).toContain(prototypeOfCopy(codec, hex));
      }
    }
    expect(snapshot()).toEqual(before);
    expect('polluted' in {}).toBe(false);
  });

  it('encodes no member that a value only has from its prototype', () => {
    const value: object = Object.create({ name: 'inherited' });
    expect(encode(reflected, value)).toBe('');
  });
});

describe('ProtobufCodec encoding', () => {
  it.each([
    [{ name: 5 }, 'name: string expected'],
    [{ seats: '5' }, 'seats: integer expected'],
    [{ seats: 1.5 }, 'seats: integer expected'],
    [{ open: 1 }, 'open: boolean expected'],
    [{ heat: '1' }, 'heat: number expected'],
    [{ logo: 7 }, 'logo: buffer expected'],
    [{ dishes: 'x' }, 'dishes: array expected'],
    [{ doors: [{ x: 'y' }] }, 'doors.x: integer expected'],
    [{ stock: 5 }, 'stock: object expected'],
    [{ place: 5 }, 'place.object expected'],
    [{ phone: 'x', extension: 5 }, 'contact: multiple values'],
  ])('refuses %j and names the field', (value, problem) => {
    for (const codec of [reflected, protobuf(Kitchen) as Codec<object>]) {
      const error = errorOf(() => encode(codec, value));
      expect(error.code).toBe('ENCODE_FAILED');
      expect(error.message).toBe(`a value is not a net.test.Kitchen: ${problem}`);
    }
  });

  it.each([[null], [undefined], [5], ['text']])('refuses %p', (value) => {
    for (const codec of [reflected, protobuf(Kitchen, BIGINTS) as Codec<object>]) {
      // Programs without types can pass anything.
      expect(codeOf(() => encode(codec, value as never))).toBe('ENCODE_FAILED');
    }
  });

  it('writes values as they are when it is told not to look', () => {
    const codec = protobuf<object>(typeOf('Kitchen'), { validateOutgoing: false });
    expect(encode(codec, { name: 'a' })).toBe('0a0161');
    expect(encode(codec, { dishes: [5] })).toBe('7a00');
    expect(codeOf(() => encode(codec, { doors: [null] }))).toBe('ENCODE_FAILED');
  });

  it('writes 101 levels and refuses 102, and cycles', () => {
    const codec = protobuf(Chain);
    expect(encode(codec, chain(101))).toBe(Buffer.from(nested(101)).toString('hex'));
    const cyclic: net.test.Chain.$Properties = {};
    cyclic.next = cyclic;
    for (const chosen of [codec, protobuf(Chain, BIGINTS)]) {
      expect(codeOf(() => encode(chosen, chain(102)))).toBe('DEPTH_EXCEEDED');
      expect(codeOf(() => encode(chosen, cyclic))).toBe('DEPTH_EXCEEDED');
    }
  });

  it('refuses more bytes than the limit', () => {
    const codec = protobuf<object>(typeOf('Kitchen'), { maxBytes: 4 });
    expect(encode(codec, { name: 'ab' })).toBe('0a026162');
    expect(codeOf(() => encode(codec, { name: 'abc' }))).toBe('MESSAGE_TOO_LARGE');
    expect(codeOf(() => decode(codec, '0a03616263'))).toBe('MESSAGE_TOO_LARGE');
    expect(encode(codec, { name: 'ab' })).toBe('0a026162');
  });

  it('starts afresh after a value that failed half-way', () => {
    const codec = protobuf<object>(typeOf('Kitchen'), { validateOutgoing: false });
    expect(encode(codec, { name: 'a' })).toBe('0a0161');
    expect(codeOf(() => encode(codec, { name: 'a', doors: [{ x: 1 }, null] }))).toBe(
      'ENCODE_FAILED',
    );
    expect(encode(codec, { name: 'b' })).toBe('0a0162');
  });

  it('encodes within encode, as getters may', () => {
    const inner = (): string => encode(reflected, { name: 'inner' });
    const value = Object.defineProperty({ seats: 1 }, 'name', { enumerable: true, get: inner });
    expect(encode(reflected, { name: 'first' })).toBe('0a056669727374');
    const expected = encode(reflected, { seats: 1, name: inner() });
    expect(encode(reflected, value)).toBe(expected);
  });

  it('hands over bytes that the next message does not change', () => {
    const out = new ByteWriter();
    reflected.encode({ name: 'a' }, out);
    const first = out.take();
    reflected.encode({ name: 'b' }, out);
    expect([...first, ...out.take()]).toEqual([0x0a, 1, 0x61, 0x0a, 1, 0x62]);
  });
});

function fail(): never {
  throw new Error('illegal buffer');
}

describe('ProtobufCodec of a type of another copy of protobufjs', () => {
  const foreign = {
    fullName: '.a.Foreign',
    fieldsArray: [],
    setup: (): void => {},
    encode: (): never => fail(),
    verify: (): null => null,
    toObject: (): object => ({}),
    decode: (source: object): object => (source instanceof Uint8Array ? {} : fail()),
  };

  it('refuses it, as its fields could not be counted', () => {
    const error = errorOf(() => protobuf(foreign));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toContain('a.Foreign comes from another copy of protobufjs');
  });

  it('takes it where fields are not to be counted', () => {
    expect(decode(protobuf(foreign, { maxNodes: false }), '')).toEqual({});
  });
});
