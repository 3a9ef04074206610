import { describe, expect, it } from '@jest/globals';
import { ByteWriter, call, message } from '@net/core';
import { codecContract } from '@net/testing';
import { fields, struct } from '../src/index.ts';
import { SAMPLE, Sample } from './sample.ts';
import { codeOf, decode, encode, fromHex, thrown, wrong } from './support.ts';

const { bytes, list, optional, string, u16, u32, u8 } = fields;

describe('struct', () => {
  codecContract(it, Sample, {
    values: [
      SAMPLE,
      { ...SAMPLE, tags: [], items: [], scores: new Map(), bytes: new Uint8Array(0) },
    ],
    invalid: [new Uint8Array(0), new Uint8Array(500).fill(0xff), fromHex('00')],
  });

  it('writes its members in their order, without names', () => {
    const Hero = struct({ id: u16, name: string, pos: struct({ x: u8, y: u8 }), level: u8 });
    const value = { id: 7, name: 'Ada', pos: { x: 1, y: 2 }, level: 9 };
    expect(encode(Hero, value)).toBe('0700 03416461 0102 09'.replaceAll(' ', ''));
    expect(decode(Hero, '0700 03416461 0102 09')).toStrictEqual(value);
  });

  it('hands its byte order to the structs inside of it', () => {
    const Point = struct({ x: u16 });
    const Big = struct({ points: list(Point), end: Point }, { endian: 'big' });
    expect(encode(Big, { points: [{ x: 1 }], end: { x: 2 } })).toBe('0100010002');
    expect(encode(Point, { x: 1 })).toBe('0100');
  });

  it('may have no members', () => {
    expect(encode(struct({}), {})).toBe('');
    expect(decode(struct({}), '')).toStrictEqual({});
    expect(codeOf(() => decode(struct({}), '00'))).toBe('DECODE_FAILED');
  });

  it('may have many members', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `member${index}`);
    const Wide = struct(Object.fromEntries(names.map((name) => [name, u8])));
    const value = Object.fromEntries(names.map((name, index) => [name, index % 256]));
    expect(decode(Wide, encode(Wide, value))).toStrictEqual(value);
  });

  it('is the codec of a message and of a call', () => {
    const Point = struct({ x: u8 });
    expect(message(1, Point).codec).toBe(Point);
    expect(call(2, Point, Point).reply).toBe(Point);
  });

  it('ignores what its schema does not name', () => {
    const value = { x: 1, more: 2 };
    expect(encode(struct({ x: u8 }), value)).toBe('01');
  });
});

describe('struct received from a hostile peer', () => {
  it('refuses a body that is cut off at any byte', () => {
    const body = fromHex(encode(Sample, SAMPLE));
    for (let end = 0; end < body.length; end += 1) {
      expect(codeOf(() => Sample.decode(body.subarray(0, end)))).toBe('DECODE_FAILED');
    }
  });

  it('refuses bytes behind the value', () => {
    const error = thrown(() => decode(struct({ x: u8 }), '0100'));
    expect(error.code).toBe('DECODE_FAILED');
    expect(error.message).toBe('a binary body of 2 bytes goes on for 1 behind its value');
  });

  it('names the place in the schema, and nothing that was received', () => {
    const Team = struct({ players: list(struct({ name: string, alive: fields.bool })) });
    expect(thrown(() => decode(Team, '01 03736563 07')).message).toBe(
      'players[].alive: 7 is neither 0 nor 1',
    );
  });

  it('accepts exactly 1 MiB and refuses a byte more', () => {
    const Blob = struct({ data: bytes });
    const body = new Uint8Array(1024 * 1024);
    body.set(fromHex('fdff3f'));
    expect(Blob.decode(body).data).toHaveLength(1024 * 1024 - 3);
    const error = thrown(() => Blob.decode(new Uint8Array(1024 * 1024 + 1)));
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.message).toBe(
      'a binary body of 1048577 bytes is over the limit of 1048576 (maxBytes)',
    );
  });

  it('accepts 100,000 values and refuses more', () => {
    const Many = struct({ all: list(u8) });
    expect(Many.decode(zeros(99_998)).all).toHaveLength(99_998);
    expect(codeOf(() => Many.decode(zeros(99_999)))).toBe('NODES_EXCEEDED');
  });
});

describe('struct with other limits', () => {
  const Text = struct({ text: string }, { maxBytes: 8, maxNodes: 2 });

  it('keeps a small limit exactly, both ways', () => {
    expect(decode(Text, encode(Text, { text: '1234567' }))).toEqual({ text: '1234567' });
    expect(codeOf(() => encode(Text, { text: '12345678' }))).toBe('MESSAGE_TOO_LARGE');
    expect(codeOf(() => decode(Text, '083132333435363738'))).toBe('MESSAGE_TOO_LARGE');
    const More = struct({ list: list(u8) }, { maxNodes: 3 });
    expect(encode(More, { list: [1] })).toBe('0101');
    expect(codeOf(() => encode(More, { list: [1, 2] }))).toBe('NODES_EXCEEDED');
    expect(codeOf(() => decode(More, '020102'))).toBe('NODES_EXCEEDED');
  });

  it('has none where it is told so', () => {
    const Free = struct({ all: list(u8) }, { maxNodes: false, maxBytes: false });
    const all = Array.from({ length: 1_200_000 }, () => 1);
    const out = new ByteWriter();
    Free.encode({ all }, out);
    expect(Free.decode(out.take()).all).toHaveLength(1_200_000);
  });

  it('holds the parts to the limits of the whole', () => {
    const Part = struct({ all: list(u8) }, { maxNodes: 3, maxBytes: 4 });
    const Whole = struct({ part: Part });
    expect(encode(Whole, { part: { all: [1, 2, 3, 4, 5] } })).toBe('050102030405');
  });
});

describe('struct of what it cannot write', () => {
  const Pos = struct({ pos: struct({ x: u32 }), nick: optional(string) });

  it('names the place of what does not fit', () => {
    expect(thrown(() => encode(Pos, { pos: { x: -1 } })).message).toBe(
      'pos.x: -1 is not a whole number from 0 to 4294967295',
    );
  });

  it.each([[undefined], [null], [{}], [{ pos: null }], [{ pos: { x: {} } }], [1], ['pos']])(
    'refuses %p',
    (value) => {
      expect(codeOf(() => encode(Pos, wrong(value)))).toBe('ENCODE_FAILED');
    },
  );

  it('keeps what a getter threw as the cause', () => {
    const cause = new Error('getter');
    const value = {
      get pos(): { x: number } {
        throw cause;
      },
    };
    expect(thrown(() => encode(Pos, value)).cause).toBe(cause);
  });
});

describe('struct inside of a struct', () => {
  it('keeps a layout that it asks for', () => {
    const Big = struct({ x: u16 }, { endian: 'big' });
    const Gonet = struct({ x: u16 }, { layout: 'gonet' });
    const error = thrown(() => struct({ list: list(Big) }));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe(
      'list[]: a struct with another layout or endian than the one around it',
    );
    expect(codeOf(() => struct({ a: Gonet }))).toBe('INVALID_OPTION');
    expect(encode(struct({ a: Big }, { endian: 'big' }), { a: { x: 1 } })).toBe('0001');
    expect(encode(struct({ a: Gonet }, { layout: 'gonet' }), { a: { x: 1 } })).toBe('0100');
  });
});

/** A list of `count` zeros, over 16,383 of them. */
function zeros(count: number): Uint8Array {
  const body = new Uint8Array(count + 3);
  body.set([(count & 0x7f) | 0x80, ((count >> 7) & 0x7f) | 0x80, count >> 14]);
  return body;
}
