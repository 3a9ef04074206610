import assert from 'node:assert/strict';
import { ByteWriter, type Codec } from '@net/core';
import { Prototypes } from './prototypes.ts';
import { assertSameBytes, copyOf, sampleBytes } from './sample-bytes.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import type { DefineTest } from './define-test.ts';

/** What the contract has to know of a codec. */
export interface CodecContractOptions<T> {
  /** Values that come back as they were. */
  readonly values: readonly T[];
  /** Bytes that it must refuse. */
  readonly invalid: readonly Uint8Array[];
}

/** Defines the tests that every codec has to pass. */
export function codecContract<T>(
  define: DefineTest,
  codec: Codec<T>,
  { values, invalid }: CodecContractOptions<T>,
): void {
  const prototypes = new Prototypes();
  const it: DefineTest = (name, run) => define(name, () => prototypes.guard(run));
  it('decodes what it encoded', () => decodesEncoded(codec, values));
  it('appends to what was written before', () => appendsOnly(codec, values));
  it('decodes bytes from the middle of a buffer', () => decodesView(codec, values));
  it('leaves the bytes as they were when it decodes', () => leavesBytes(codec, values));
  it('refuses invalid bytes with an Error', () => refuses(codec, invalid));
  it('decodes or throws an Error, wherever bytes are cut', () => survivesCuts(codec, values));
  it('decodes or throws an Error, whatever is changed', () => survivesChanges(codec, values));
  it('decodes or throws an Error, for random bytes', () => survivesNoise(codec));
  it('decodes or throws an Error, for hostile text', () => survivesHostile(codec));
}

function decodesEncoded<T>(codec: Codec<T>, values: readonly T[]): void {
  for (const value of values) assert.deepEqual(codec.decode(encode(codec, value)), value);
}

/** A codec writes behind a header, into a writer that many packets share. */
function appendsOnly<T>(codec: Codec<T>, values: readonly T[]): void {
  const before = sampleBytes(5, 9);
  for (const value of values) {
    const out = new ByteWriter();
    out.writeBytes(before);
    codec.encode(value, out);
    const bytes = out.take();
    assertSameBytes(bytes.subarray(0, 5), before, 'what was written before');
    assertSameBytes(bytes.subarray(5), encode(codec, value), 'the value behind it');
  }
}

/** A body is a view: `bytes.buffer` holds more than the body, and starts elsewhere. */
function decodesView<T>(codec: Codec<T>, values: readonly T[]): void {
  for (const value of values) {
    const bytes = encode(codec, value);
    const buffer = Buffer.concat([sampleBytes(7, 9), bytes, sampleBytes(7, 8)]);
    const view = new Uint8Array(buffer.buffer, buffer.byteOffset + 7, bytes.length);
    assert.deepEqual(codec.decode(view), value);
  }
}

/** The bytes may be those of a message that goes to many handlers. */
function leavesBytes<T>(codec: Codec<T>, values: readonly T[]): void {
  for (const value of values) {
    const bytes = encode(codec, value);
    const copy = copyOf(bytes);
    codec.decode(bytes);
    assertSameBytes(bytes, copy, 'the bytes after they were decoded');
  }
}

/** What the user calls invalid must not become a value. */
function refuses<T>(codec: Codec<T>, invalid: readonly Uint8Array[]): void {
  for (const bytes of invalid) {
    const what = `${toHex(bytes)} was decoded though it is invalid`;
    assert.throws(() => codec.decode(copyOf(bytes)), isError, what);
  }
}

/** Every place a body can be cut at, or a sample of them when it is long. */
function survivesCuts<T>(codec: Codec<T>, values: readonly T[]): void {
  for (const value of values) {
    const bytes = encode(codec, value);
    const step = Math.max(1, Math.floor(bytes.length / MOST_CUTS));
    for (let end = 0; end < bytes.length; end += step)
      survives(codec, copyOf(bytes.subarray(0, end)));
  }
}

/** A few bytes of a valid body changed: most of it still looks right. */
function survivesChanges<T>(codec: Codec<T>, values: readonly T[]): void {
  const random = seededRandom(1, 'codec');
  for (const value of values) {
    const bytes = encode(codec, value);
    for (let round = 0; round < MOST_CUTS; round += 1) survives(codec, spoil(bytes, random));
  }
}

/** Short random bytes reach what comes first in a decoder; an empty body is among them. */
function survivesNoise<T>(codec: Codec<T>): void {
  const random = seededRandom(2, 'codec');
  survives(codec, new Uint8Array(0));
  for (let round = 0; round < ROUNDS; round += 1) survives(codec, random.bytes(random.below(64)));
}

/**
 * Text that has harmed parsers: prototype names, entities, and nesting that exhausts the stack.
 */
function survivesHostile<T>(codec: Codec<T>): void {
  for (const text of HOSTILE) survives(codec, new TextEncoder().encode(text));
}

/** Decode, which may throw an Error soon but do no other harm. */
function survives<T>(codec: Codec<T>, bytes: Uint8Array): void {
  const copy = copyOf(bytes);
  const startMs = performance.now();
  try {
    codec.decode(bytes);
  } catch (error) {
    isError(error);
  }
  const tookMs = performance.now() - startMs;
  assert.ok(tookMs < TOO_LONG_MS, `${toHex(copy)} took ${tookMs} ms to decode`);
  assertSameBytes(bytes, copy, 'the bytes after they were decoded');
}

function isError(error: unknown): boolean {
  assert.ok(error instanceof Error, `it threw ${String(error)}, which is no Error`);
  return true;
}

/** A copy of `bytes` with one to four of them replaced. */
function spoil(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = copyOf(bytes);
  for (let change = random.below(4); change >= 0 && copy.length > 0; change -= 1) {
    copy[random.below(copy.length)] = random.below(256);
  }
  return copy;
}

function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const out = new ByteWriter();
  codec.encode(value, out);
  return out.take();
}

/** The first bytes, for a message that lets the failure be repeated. */
function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 64)).toString('hex');
}

const DEEP = 100_000;
const HOSTILE: readonly string[] = [
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '[{"__proto__":{"polluted":true}}]',
  '<__proto__><polluted>true</polluted></__proto__>',
  '<a><__proto__ polluted="true"/></a>',
  '<constructor><prototype><polluted>true</polluted></prototype></constructor>',
  '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;&c;</a>',
  '['.repeat(DEEP),
  '{"a":'.repeat(DEEP),
  '<a>'.repeat(DEEP),
  '\uFEFF{}',
  '\0',
];

const MOST_CUTS = 500;
const ROUNDS = 5000;
const TOO_LONG_MS = 5000;
