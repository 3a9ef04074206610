import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ByteWriter } from '../src/byte-writer.ts';
import { bytesOf, hexOf } from './hex.ts';

describe('ByteWriter', () => {
  it('hands over nothing when nothing was written', () => {
    const out = new ByteWriter();
    expect(out.length).toBe(0);
    expect(out.take()).toHaveLength(0);
    expect(out.takeCopy()).toHaveLength(0);
  });

  it('takes empty bytes and an empty text as the first thing written', () => {
    const out = new ByteWriter();
    out.writeUtf8('');
    out.writeBytes(bytesOf(''));
    expect(out.take()).toHaveLength(0);
  });

  it('writes numbers big-endian, and little-endian when told so', () => {
    const out = new ByteWriter();
    out.writeUint8(0x01);
    out.writeUint16(0x0203);
    out.writeUint16(0x0203, true);
    out.writeUint32(0xfffefdfc);
    out.writeUint32(0xfffefdfc, true);
    expect(hexOf(out.take())).toBe('01 0203 0302 fffefdfc fcfdfeff'.replaceAll(' ', ''));
  });

  it('fills in later what was reserved', () => {
    const out = new ByteWriter();
    out.writeUint8(0xaa);
    const at = out.reserve(7);
    out.writeUint8(0xbb);
    out.setUint8(at, 0x01);
    out.setUint16(at + 1, 0x0203);
    out.setUint32(at + 3, 0x04050607);
    expect(at).toBe(1);
    expect(hexOf(out.take())).toBe('aa01020304050607bb');
  });

  it('changes what was written by a key, byte by byte', () => {
    for (let length = 0; length < 9; length++) {
      const writer = new ByteWriter();
      writer.writeUint8(0x77);
      writer.writeBytes(new Uint8Array(length).fill(0xff));
      writer.xor(1, 0x01020304);
      expect(hexOf(writer.take())).toBe(`77${'fefdfcfb'.repeat(3).slice(0, 2 * length)}`);
    }
  });

  it('counts positions from the last take', () => {
    const out = new ByteWriter();
    out.writeUint32(0xffffffff);
    const first = out.take();
    const at = out.reserve(2);
    out.setUint16(at, 0x0102);
    expect(at).toBe(0);
    expect(hexOf(out.take())).toBe('0102');
    expect(hexOf(first)).toBe('ffffffff');
  });

  it('keeps what it wrote and reserved when it grows over its block', () => {
    const out = new ByteWriter();
    const at = out.reserve(4);
    out.writeBytes(new Uint8Array(200_000).fill(7));
    out.writeBytes(new Uint8Array(300_000).fill(8));
    out.setUint32(at, 0x01020304);
    const bytes = out.take();
    expect(bytes).toHaveLength(500_004);
    expect(hexOf(bytes.subarray(0, 6))).toBe('010203040707');
    expect(hexOf(bytes.subarray(200_003, 200_005))).toBe('0708');
  });

  it('writes text of one to four bytes a character', () => {
    const out = new ByteWriter();
    out.writeUtf8('aü€😀');
    expect(hexOf(out.take())).toBe('61 c3bc e282ac f09f9880'.replaceAll(' ', ''));
  });

  it('writes a lone surrogate as U+FFFD', () => {
    const out = new ByteWriter();
    out.writeUtf8('a\ud83d\udc00b'.slice(0, 2));
    out.writeUtf8('\udc00b');
    expect(hexOf(out.take())).toBe('61 efbfbd efbfbd 62'.replaceAll(' ', ''));
  });

  it('writes text that is longer than its block', () => {
    const text = '€'.repeat(100_000);
    const out = new ByteWriter();
    out.writeUint8(1);
    out.writeUtf8(text);
    expect(out.length).toBe(300_001);
    expect(Buffer.compare(out.take().subarray(1), Buffer.from(text))).toBe(0);
  });

  it('drops what was written after a length', () => {
    const out = new ByteWriter();
    out.writeUint16(0x0102);
    out.writeUtf8('not this');
    out.truncate(2);
    out.writeUint8(0x03);
    expect(hexOf(out.take())).toBe('010203');
  });

  it('never writes to bytes that it has handed over', () => {
    const out = new ByteWriter();
    out.writeUint16(0x0102);
    const taken = out.take();
    out.writeUint16(0x0304);
    const copied = out.takeCopy();
    out.writeUint16(0x0506);
    expect(hexOf(taken)).toBe('0102');
    expect(hexOf(copied)).toBe('0304');
    expect(hexOf(out.take())).toBe('0506');
  });

  it('copies into memory that holds nothing else', () => {
    const out = new ByteWriter();
    out.writeUint32(1);
    expect(out.takeCopy().buffer.byteLength).toBe(4);
  });

  it('shares one block between writers that are idle', () => {
    const one = new ByteWriter();
    one.writeUint8(1);
    const first = one.take();
    const other = new ByteWriter();
    other.writeUint8(2);
    expect(other.take().buffer).toBe(first.buffer);
  });

  it('writes again into memory that was given back', () => {
    const writer = new ByteWriter();
    writer.writeUint32(1);
    const first = writer.take();
    writer.giveBack(first);
    writer.writeUint8(2);
    const second = writer.take();
    expect([second.buffer, second.byteOffset]).toEqual([first.buffer, first.byteOffset]);
  });

  it('hands out the view that was given back where it fits, and no other', () => {
    const writer = new ByteWriter();
    writer.writeUint32(1);
    const first = writer.take();
    writer.giveBack(first);
    writer.writeUint32(2);
    const second = writer.take();
    writer.giveBack(second);
    writer.writeUint8(3);
    const shorter = writer.take();
    writer.writeUint32(4);
    expect(second).toBe(first);
    expect([hexOf(shorter), hexOf(writer.take())]).toEqual(['03', '00000004']);
  });

  it('keeps the view that was given back from writers with another block', () => {
    const one = new ByteWriter();
    one.writeUint32(1);
    const other = new ByteWriter();
    other.writeUint32(2);
    const first = one.take();
    one.giveBack(first);
    expect(hexOf(other.take())).toBe('00000002');
  });

  it('gives back nothing that was not taken last', () => {
    const writer = new ByteWriter();
    writer.writeUint8(1);
    const first = writer.take();
    writer.writeUint8(2);
    const second = writer.take();
    writer.giveBack(first);
    writer.writeUint8(3);
    expect(hexOf(writer.take())).toBe('03');
    expect([hexOf(first), hexOf(second)]).toEqual(['01', '02']);
  });

  it('keeps writers apart that write at the same time', () => {
    const one = new ByteWriter();
    const other = new ByteWriter();
    one.writeUint8(0x01);
    other.writeUint8(0x02);
    one.writeUint8(0x03);
    other.writeUint8(0x04);
    expect(hexOf(one.take())).toBe('0103');
    expect(hexOf(other.take())).toBe('0204');
  });

  it('behaves like a plain array, whatever three writers do in turn', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const pairs = [new WriterAndModel(), new WriterAndModel(), new WriterAndModel()];
        for (const step of steps) pairs[step.writer]?.run(step);
        for (const pair of pairs) pair.checkTaken();
      }),
      { numRuns: 500 },
    );
  });
});

interface Step {
  readonly writer: number;
  readonly act: (typeof ACTS)[number];
  readonly value: number;
  readonly isLittle: boolean;
  readonly bytes: Uint8Array;
  readonly text: string;
}

const ACTS = [
  'uint8',
  'uint16',
  'uint32',
  'bytes',
  'utf8',
  'fill',
  'truncate',
  'take',
  'takeCopy',
] as const;

/** UTF-16 units by chance, so that lone surrogates are among them, repeated up to 60,000 units. */
const anyText = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }),
    fc.integer({ min: 0, max: 10_000 }),
  )
  .map(([units, times]) =>
    String.fromCharCode(...units).repeat(times % 50 === 0 ? times : times % 4),
  );

/** Few bytes, or about as many as a block holds. */
const anyBytes = fc
  .tuple(fc.oneof(fc.nat(20), fc.integer({ min: 30_000, max: 70_000 })), fc.nat(255))
  .map(([length, value]) => new Uint8Array(length).fill(value));

const anyStep: fc.Arbitrary<Step> = fc.record({
  writer: fc.integer({ min: 0, max: 2 }),
  act: fc.constantFrom(...ACTS),
  value: fc.integer({ min: 0, max: 0xffffffff }),
  isLittle: fc.boolean(),
  bytes: anyBytes,
  text: anyText,
});

/** Does the same to a writer and to plain chunks of bytes, and compares what comes out. */
class WriterAndModel {
  readonly #out = new ByteWriter();
  #model: Buffer = Buffer.alloc(0);
  readonly #taken: { readonly bytes: Uint8Array; readonly expected: Buffer }[] = [];

  run(step: Step): void {
    const { act, value, isLittle, bytes, text } = step;
    if (act === 'uint8')
      this.#write(number(value & 0xff, 1, isLittle), () => this.#out.writeUint8(value));
    if (act === 'uint16')
      this.#write(number(value & 0xffff, 2, isLittle), () =>
        this.#out.writeUint16(value, isLittle),
      );
    if (act === 'uint32')
      this.#write(number(value, 4, isLittle), () => this.#out.writeUint32(value, isLittle));
    if (act === 'bytes') this.#write(bytes, () => this.#out.writeBytes(bytes));
    if (act === 'utf8') this.#write(Buffer.from(text), () => this.#out.writeUtf8(text));
    if (act === 'fill') this.#fill(value, isLittle);
    if (act === 'truncate') this.#truncate(value % (this.#model.length + 1));
    if (act === 'take') this.#take(this.#out.take());
    if (act === 'takeCopy') this.#take(this.#out.takeCopy());
    assert.equal(this.#out.length, this.#model.length);
  }

  checkTaken(): void {
    this.#take(this.#out.take());
    for (const { bytes, expected } of this.#taken) assert.equal(Buffer.compare(bytes, expected), 0);
  }

  #write(bytes: Uint8Array, write: () => void): void {
    write();
    this.#model = Buffer.concat([this.#model, bytes]);
  }

  #fill(value: number, isLittle: boolean): void {
    const at = this.#out.reserve(4);
    assert.equal(at, this.#model.length);
    this.#write(number(value, 4, isLittle), () => this.#out.setUint32(at, value, isLittle));
  }

  #truncate(length: number): void {
    this.#out.truncate(length);
    this.#model = this.#model.subarray(0, length);
  }

  #take(bytes: Uint8Array): void {
    this.#taken.push({ bytes, expected: this.#model });
    this.#model = Buffer.alloc(0);
  }
}

function number(value: number, size: number, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(size);
  if (isLittle) bytes.writeUIntLE(value, 0, size);
  else bytes.writeUIntBE(value, 0, size);
  return bytes;
}
