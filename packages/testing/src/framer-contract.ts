import assert from 'node:assert/strict';
import { ByteWriter, NetError } from '@net/core';
import { ByteQueue, type Framer } from '@net/core/extend';
import { CountingQueue } from './counting-queue.ts';
import { assertSameBytes, copyOf, sampleBytes } from './sample-bytes.ts';
import { seededRandom } from './seeded-random.ts';
import type { DefineTest } from './define-test.ts';

/** What the contract has to know of a framer. */
export interface FramerContractOptions {
  /** The longest frame it takes. */
  readonly maxPayload: number;
  /** The shortest frame it takes. 0 bytes. */
  readonly minPayload?: number;
  /** The fewest bytes that show that a frame is over the limit. Leave out where none can be. */
  readonly tooLong?: Uint8Array;
  /** A frame of `length` bytes that it can carry, other for each `seed`. Any bytes. */
  readonly payload?: (length: number, seed: number) => Uint8Array;
}

/** Defines the tests that every framer has to pass. `makeFramer` makes that of a new connection. */
export function framerContract(
  it: DefineTest,
  makeFramer: () => Framer,
  options: FramerContractOptions,
): void {
  const { tooLong } = options;
  const subject: Subject = { payload: sampleBytes, minPayload: 0, ...options, makeFramer };
  it('waits for the first byte', () => waitsForFirst(subject));
  it('decodes what it encoded, of every size', () => decodesEncoded(subject));
  it('waits for the rest of a frame, split at every byte', () => waitsAtEverySplit(subject));
  it('decodes several frames of one chunk, and leaves nothing over', () => decodesSeveral(subject));
  it('appends to what was written before', () => appendsOnly(subject));
  it('does work linear in the bytes received when they trickle', () => worksLinearly(subject));
  it('throws only NetError, whatever the bytes', () => throwsNetErrors(subject));
  if (tooLong === undefined) return;
  it('rejects a length over the limit as soon as it is known', () => rejects(subject, tooLong));
}

/** The options with their defaults, and what is under test. */
type Subject = Required<Omit<FramerContractOptions, 'tooLong'>> & {
  readonly makeFramer: () => Framer;
};

function waitsForFirst({ makeFramer }: Subject): void {
  assert.equal(makeFramer().decode(new ByteQueue()), undefined, 'a frame made of nothing');
}

function decodesEncoded(subject: Subject): void {
  const framer = subject.makeFramer();
  for (const payload of samples(subject)) {
    const input = queueOf(encode(subject, [payload]));
    assertFrame(nextFrame(framer, input), payload);
    assert.equal(input.length, 0, 'bytes left over');
  }
}

/** Asking twice without new bytes must change nothing: a framer may keep state. */
function waitsAtEverySplit(subject: Subject): void {
  const payload = subject.payload(sizeIn(subject, SMALL), 1);
  const bytes = encode(subject, [payload]);
  for (let split = 1; split < bytes.length; split += 1) {
    const framer = subject.makeFramer();
    const input = queueOf(copyOf(bytes.subarray(0, split)));
    assert.equal(framer.decode(input), undefined, `a frame after ${split} of its bytes`);
    assert.equal(framer.decode(input), undefined, 'a frame without any further bytes');
    input.push(copyOf(bytes.subarray(split)));
    assertFrame(nextFrame(framer, input), payload);
  }
}

/** What follows a frame in its chunk belongs to the next one. */
function decodesSeveral(subject: Subject): void {
  const payloads = samples(subject);
  const framer = subject.makeFramer();
  const input = queueOf(encode(subject, payloads));
  for (const payload of payloads) assertFrame(nextFrame(framer, input), payload);
  assert.equal(framer.decode(input), undefined, 'one frame too many');
  assert.equal(input.length, 0, 'bytes left over');
}

/** Many frames share one writer; positions count from the frame's start. */
function appendsOnly(subject: Subject): void {
  const before = sampleBytes(5, 9);
  const payload = subject.payload(sizeIn(subject, SMALL), 1);
  const out = new ByteWriter();
  out.writeBytes(before);
  write(subject.makeFramer(), payload, out);
  const bytes = out.take();
  assertSameBytes(bytes.subarray(0, 5), before, 'what was written before');
  assertSameBytes(bytes.subarray(5), encode(subject, [payload]), 'the frame behind it');
}

/** One byte at a time is how an attacker sends; work is counted, not timed, to be exact. */
function worksLinearly(subject: Subject): void {
  const payload = subject.payload(sizeIn(subject, TRICKLED), 1);
  const bytes = encode(subject, [payload]);
  const framer = subject.makeFramer();
  const input = new CountingQueue();
  let frame: Uint8Array | undefined;
  for (const byte of bytes) {
    assert.equal(frame, undefined, 'a frame before its last byte');
    input.push(Uint8Array.of(byte));
    frame = nextFrame(framer, input);
  }
  assertFrame(frame, payload);
  const most = LOOKS_PER_BYTE * bytes.length;
  assert.ok(input.looks <= most, `${bytes.length} bytes were looked at ${input.looks} times`);
}

/** Any other error would tell of a read outside the bytes that are there. */
function throwsNetErrors(subject: Subject): void {
  const random = seededRandom(1, 'framer');
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = random.bytes(random.below(64));
    try {
      drain(subject.makeFramer(), queueOf(bytes));
    } catch (error) {
      const hex = Buffer.from(bytes).toString('hex');
      assert.ok(error instanceof NetError, `${hex} made it throw ${String(error)}`);
    }
  }
}

/** Earlier would refuse a frame that is allowed; later would wait for bytes it does not want. */
function rejects(subject: Subject, tooLong: Uint8Array): void {
  const framer = subject.makeFramer();
  const input = new ByteQueue();
  for (const byte of tooLong.subarray(0, -1)) {
    input.push(Uint8Array.of(byte));
    assert.equal(framer.decode(input), undefined, 'a frame that is over the limit');
  }
  input.push(copyOf(tooLong.subarray(-1)));
  assert.throws(() => framer.decode(input), isTooLarge, `no throw after ${tooLong.length} bytes`);
}

function isTooLarge(error: unknown): boolean {
  assert.ok(error instanceof NetError, `expected NetError FRAME_TOO_LARGE, got ${String(error)}`);
  assert.equal(error.code, 'FRAME_TOO_LARGE', 'the code of the error');
  return true;
}

/** Decode until there is nothing more; a frame that takes no bytes would go on for ever. */
function drain(framer: Framer, input: ByteQueue): void {
  for (let before = input.length; nextFrame(framer, input) !== undefined; before = input.length) {
    assert.ok(input.length < before, 'a frame takes at least a byte off the input');
  }
}

/** The next frame, taken as an inbox takes it. */
function nextFrame(framer: Framer, input: ByteQueue): Uint8Array | undefined {
  const bytes = framer.decode(input);
  if (bytes === undefined) return undefined;
  const frame = input.take(bytes);
  input.skip(framer.trailerBytes);
  return frame;
}

/** Payloads of sizes around every power of two that the framer takes. */
function samples(subject: Subject): Uint8Array[] {
  const { minPayload, maxPayload, payload } = subject;
  const sizes = new Set([minPayload, minPayload + 1, maxPayload - 1, maxPayload]);
  for (let size = 1; size <= maxPayload + 1; size *= 2) {
    for (const near of [size - 1, size, size + 1]) sizes.add(near);
  }
  const fitting = [...sizes].filter((size) => size >= minPayload && size <= maxPayload);
  return fitting.filter((size) => size <= LARGEST).map((size, seed) => payload(size, seed));
}

/** The size nearest to `size` that the framer takes. */
function sizeIn({ minPayload, maxPayload }: Subject, size: number): number {
  return Math.min(maxPayload, Math.max(minPayload, size));
}

function encode({ makeFramer }: Subject, payloads: readonly Uint8Array[]): Uint8Array {
  const framer = makeFramer();
  const out = new ByteWriter();
  for (const payload of payloads) write(framer, payload, out);
  return out.take();
}

function write(framer: Framer, payload: Uint8Array, out: ByteWriter): void {
  const start = out.length;
  framer.begin(out);
  out.writeBytes(payload);
  framer.end(out, start);
}

function queueOf(bytes: Uint8Array): ByteQueue {
  const queue = new ByteQueue();
  queue.push(bytes);
  return queue;
}

function assertFrame(actual: Uint8Array | undefined, expected: Uint8Array): void {
  assert.ok(actual !== undefined, `no frame of ${expected.length} bytes though it is complete`);
  assertSameBytes(actual, expected, 'a decoded frame');
}

const SMALL = 20;
const TRICKLED = 20_000;
const LARGEST = 1024 * 1024;
const LOOKS_PER_BYTE = 32;
const ROUNDS = 5000;
