import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ByteQueue } from '../src/byte-queue.ts';
import { bytesOf, hexOf } from './hex.ts';

describe('ByteQueue', () => {
  it('has nothing to take at first', () => {
    const queue = new ByteQueue();
    expect(queue.length).toBe(0);
    expect(queue.take(0)).toHaveLength(0);
    expect(queue.indexOf(0)).toBe(-1);
  });

  it('keeps nothing of an empty chunk', () => {
    const queue = new ByteQueue();
    queue.push(bytesOf(''));
    queue.push(bytesOf('01'));
    queue.push(bytesOf(''));
    expect(hexOf(queue.take(queue.length))).toBe('01');
  });

  it('joins chunks, wherever the bytes were cut', () => {
    const bytes = bytesOf('00 01 02 03 04 05 06 07');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const queue = new ByteQueue();
      queue.push(bytes.slice(0, cut));
      queue.push(bytes.slice(cut));
      expect(hexOf(queue.take(8))).toBe('0001020304050607');
    }
  });

  it('uses a chunk as it is when it holds nothing else', () => {
    const chunk = bytesOf('01 02 03');
    const queue = new ByteQueue();
    queue.push(chunk);
    expect(queue.take(3).buffer).toBe(chunk.buffer);
  });

  it('reads on in a large chunk itself once what was left before it is taken', () => {
    const queue = new ByteQueue();
    const chunk = new Uint8Array(5000).fill(7);
    queue.push(bytesOf('01 02 03'));
    queue.push(chunk);
    expect(queue.length).toBe(5003);
    expect(queue.take(5).buffer).not.toBe(chunk.buffer);
    expect(queue.take(10).buffer).toBe(chunk.buffer);
    expect(queue.length).toBe(4988);
  });

  it('joins a frame that ends far within the next chunk', () => {
    const queue = new ByteQueue();
    const chunk = Uint8Array.from({ length: 9000 }, (_, at) => at % 251);
    queue.push(bytesOf('aa'));
    queue.push(chunk);
    expect(queue.peekUint32(8000)).toBe(new DataView(chunk.buffer).getUint32(7999));
    expect(queue.indexOf(0xaa)).toBe(0);
    expect(Buffer.compare(queue.take(9001).subarray(1), chunk)).toBe(0);
    expect(queue.length).toBe(0);
  });

  it('never writes into a chunk that it was given', () => {
    const buffer = bytesOf('01 02 aa aa');
    const queue = new ByteQueue();
    queue.push(buffer.subarray(0, 2));
    queue.push(bytesOf('03 04'));
    expect(hexOf(queue.take(4))).toBe('01020304');
    expect(hexOf(buffer)).toBe('0102aaaa');
  });

  it('changes bytes by a key wherever they were cut, and however they are taken', () => {
    const key = bytesOf('de ad be ef');
    const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 251);
    const expected = bytes.map((byte, at) => byte ^ (key[at & 3] ?? 0));
    for (const cut of [0, 1, 3, 250, 257, 5000, 19_999]) {
      for (const step of [1, 7, 20_000]) {
        const queue = new ByteQueue();
        queue.push(bytes.slice(0, cut));
        queue.push(bytes.slice(cut));
        queue.xor(bytes.length - 100, 0xdeadbeef);
        const taken: Uint8Array[] = [];
        while (queue.length > 100) taken.push(queue.take(Math.min(step, queue.length - 100)));
        expect(Buffer.compare(Buffer.concat(taken), expected.subarray(0, -100))).toBe(0);
        expect(Buffer.compare(queue.take(100), bytes.subarray(-100))).toBe(0);
      }
    }
  });

  it('reads numbers in both byte orders without taking them', () => {
    const queue = new ByteQueue();
    queue.push(bytesOf('00 ff fe fd fc'));
    queue.skip(1);
    expect(queue.peekUint8(0)).toBe(0xff);
    expect(queue.peekUint16(1)).toBe(0xfefd);
    expect(queue.peekUint16(1, true)).toBe(0xfdfe);
    expect(queue.peekUint32(0)).toBe(0xfffefdfc);
    expect(queue.peekUint32(0, true)).toBe(0xfcfdfeff);
    expect(queue.length).toBe(4);
  });

  it('peeks at numbers of a large block too', () => {
    const block = new Uint8Array(8192);
    block.set([0xff, 0xfe, 0xfd, 0xfc], 4000);
    const queue = new ByteQueue();
    queue.push(block);
    expect(queue.peekUint16(4001)).toBe(0xfefd);
    expect(queue.peekUint16(4001, true)).toBe(0xfdfe);
    expect(queue.peekUint32(4000)).toBe(0xfffefdfc);
    expect(queue.peekUint32(4000, true)).toBe(0xfcfdfeff);
  });

  it('finds a byte at or after an index, and only among its own', () => {
    const queue = new ByteQueue();
    queue.push(bytesOf('0a 01 0a 02 0a').subarray(0, 4));
    queue.skip(1);
    expect(queue.indexOf(0x0a)).toBe(1);
    expect(queue.indexOf(0x0a, 1)).toBe(1);
    expect(queue.indexOf(0x0a, 2)).toBe(-1);
    expect(queue.indexOf(0x0a, 9)).toBe(-1);
  });

  it('forgets everything when cleared', () => {
    const queue = new ByteQueue();
    queue.push(bytesOf('01'));
    queue.push(bytesOf('02'));
    queue.clear();
    expect(queue.length).toBe(0);
    queue.push(bytesOf('03'));
    expect(hexOf(queue.take(1))).toBe('03');
  });

  it('hands over nothing of what it has forgotten', () => {
    const queue = new ByteQueue();
    queue.push(bytesOf('01 02 03').subarray(2));
    queue.clear();
    expect(queue.take(0)).toHaveLength(0);
  });

  it('lets go of a large chunk of which little is left', () => {
    const queue = new ByteQueue();
    queue.push(new Uint8Array(65_536).fill(7));
    queue.skip(65_531);
    queue.trim();
    const rest = queue.take(5);
    expect(hexOf(rest)).toBe('0707070707');
    expect(rest.buffer.byteLength).toBeLessThanOrEqual(256);
  });

  it('lets go of all memory when nothing is left', () => {
    const queue = new ByteQueue();
    queue.push(new Uint8Array(65_536));
    queue.skip(65_536);
    queue.trim();
    expect(queue.take(0).buffer.byteLength).toBe(0);
  });

  it('holds no more than four times the bytes received, in 1-byte chunks', () => {
    const queue = new ByteQueue();
    const sizes = new Set<boolean>();
    for (let received = 1; received <= 20_000; received += 1) {
      queue.push(new Uint8Array(1));
      const held = queue.take(0).buffer.byteLength;
      sizes.add(held <= Math.max(256, 4 * received));
    }
    expect([...sizes]).toEqual([true]);
  });

  it('takes 4 MiB in 1-byte chunks in linear time', () => {
    const queue = new ByteQueue();
    const startMs = performance.now();
    for (let received = 0; received < 4 * MEBIBYTE; received += 1) queue.push(ONE_BYTE);
    expect(queue.length).toBe(4 * MEBIBYTE);
    // Copying all of it for each chunk would take hours.
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it('copies each byte a few times at most when a frame always stays unfinished', () => {
    const queue = new ByteQueue();
    const startMs = performance.now();
    queue.push(new Uint8Array(MEBIBYTE));
    for (let round = 0; round < 200_000; round += 1) {
      queue.push(ONE_BYTE);
      queue.skip(1);
    }
    expect(queue.length).toBe(MEBIBYTE);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it('behaves like a plain array, whatever is done', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 80 }), (steps) => {
        const pair = new QueueAndModel();
        for (const step of steps) pair.run(step);
        pair.checkTaken();
      }),
      { numRuns: 500 },
    );
  });
});

interface Step {
  readonly act: 'push' | 'take' | 'skip' | 'trim' | 'clear' | 'search' | 'peek';
  readonly bytes: Uint8Array;
  /** How much of what there is, from 0 to 1. */
  readonly share: number;
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(
    'push',
    'push',
    'push',
    'take',
    'take',
    'skip',
    'trim',
    'clear',
    'search',
    'peek',
  ),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.uint8Array({ maxLength: 700 }),
    fc
      .tuple(fc.integer({ min: 4090, max: 6000 }), fc.nat(255))
      .map(([length, salt]) => patterned(length, salt)),
  ),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** Bytes of which neighbours differ: a chunk that is long enough to be read where it lies. */
function patterned(length: number, salt: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8) + salt) & 0xff);
}

/** Does the same to a queue and to an array, and compares them. */
class QueueAndModel {
  readonly #queue = new ByteQueue();
  #model: number[] = [];
  /** What was taken, and a copy made at once: the queue must never write to it again. */
  readonly #taken: { readonly view: Uint8Array; readonly hex: string }[] = [];

  run({ act, bytes, share }: Step): void {
    const count = Math.round(share * this.#model.length);
    if (act === 'push') {
      this.#queue.push(bytes.slice());
      this.#model.push(...bytes);
    } else if (act === 'clear') {
      this.#queue.clear();
      this.#model = [];
    } else if (act === 'trim') {
      this.#queue.trim();
    } else if (act === 'skip') {
      this.#queue.skip(count);
      this.#model.splice(0, count);
    } else if (act === 'take') {
      this.#take(count);
    } else if (act === 'search') {
      assert.equal(this.#queue.indexOf(0, count), this.#model.indexOf(0, count));
    } else {
      this.#peek(Math.max(0, count - 4));
    }
    assert.equal(this.#queue.length, this.#model.length);
  }

  checkTaken(): void {
    for (const { view, hex } of this.#taken) assert.equal(hexOf(view), hex);
  }

  #take(count: number): void {
    const view = this.#queue.take(count);
    const hex = hexOf(Uint8Array.from(this.#model.splice(0, count)));
    assert.equal(hexOf(view), hex);
    this.#taken.push({ view, hex });
  }

  #peek(index: number): void {
    const [first, second, third, fourth] = this.#model.slice(index, index + 4);
    if (fourth === undefined) return;
    const hex = hexOf(Uint8Array.of(first!, second!, third!, fourth));
    assert.equal(this.#queue.peekUint32(index), Number.parseInt(hex, 16));
    assert.equal(this.#queue.peekUint16(index), Number.parseInt(hex.slice(0, 4), 16));
    assert.equal(this.#queue.peekUint8(index), first);
  }
}

const MEBIBYTE = 1024 * 1024;
const ONE_BYTE = new Uint8Array(1);
