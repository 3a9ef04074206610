import assert from 'node:assert/strict';
import { ByteWriter, type Message, MessageKind, NetError } from '@net/core';
import { ByteQueue, type MessageHeader, type PacketFormat } from '@net/core/extend';
import { assertSameBytes, copyOf, sampleBytes } from './sample-bytes.ts';
import { type Random, seededRandom } from './seeded-random.ts';
import type { DefineTest } from './define-test.ts';

/** What the contract has to know of a packet format. */
export interface PacketFormatContractOptions {
  /** The largest body, if the format has a limit of its own. */
  readonly maxBody?: number;
  /** The largest id, of formats that carry one. 0xfffffffe. */
  readonly maxId?: number;
}

/** Defines the tests that every packet format has to pass. */
export function packetFormatContract(
  it: DefineTest,
  format: PacketFormat,
  options: PacketFormatContractOptions = {},
): void {
  const { maxBody, maxId = 0xfffffffe } = options;
  it('promises what a format can keep', () => promises(format));
  it('reads back every kind that it promises', () => readsKinds(format));
  it('reads back every type, to the largest', () => readsTypes(format));
  it('reads back every id, to the largest', () => readsIds(format, maxId));
  it('reads back empty and large bodies', () => readsBodies(format, maxBody ?? LARGE));
  it('appends to what was written before', () => appendsOnly(format));
  it('leaves the frame as it was when it reads', () => leavesFrame(format));
  it('throws only NetError for packets that were cut or changed', () => survivesChanges(format));
  it('throws only NetError for random bytes', () => survivesNoise(format));
  if (maxBody === undefined) return;
  it('rejects a body over the limit when it ends', () => rejectsLargeBody(format, maxBody));
}

/** A session believes what the features say, so they must not contradict themselves. */
function promises({ features }: PacketFormat): void {
  const { correlation, control, maxType } = features;
  const isWhole = Number.isInteger(maxType) && maxType >= 0 && maxType <= 0xffffffff;
  assert.ok(isWhole, `maxType is a whole number of 32 bits, not ${maxType}`);
  assert.ok(correlation || !control, 'control needs correlation: a cancel names its request');
}

/** Every kind comes back, and the argument of those that have one. */
function readsKinds(format: PacketFormat): void {
  for (const kind of kindsOf(format)) {
    const header = headerOf(format, { kind, id: kind === MessageKind.Push ? 0 : 7 });
    const read = roundTrip(format, header, kind === MessageKind.Cancel ? 0 : 5);
    assert.equal(read.kind, kind, 'the kind');
    const hasArgument = format.features.control && ARGUED.has(kind);
    if (!hasArgument) continue;
    assert.equal(roundTrip(format, { ...header, argument: 500 }, 5).argument, 500, 'the argument');
  }
}

/** Types around the widths that numbers have on the wire. */
function readsTypes(format: PacketFormat): void {
  const { maxType } = format.features;
  const types = [
    0,
    1,
    0x7f,
    0xff,
    0x100,
    0x7fff,
    0xffff,
    0x10000,
    0x7fffffff,
    maxType - 1,
    maxType,
  ];
  for (const type of types.filter((type) => type >= 0 && type <= maxType)) {
    roundTrip(format, headerOf(format, { type }), 5);
  }
}

/** Ids around the widths that numbers have on the wire, and where the sign bit is. */
function readsIds(format: PacketFormat, maxId: number): void {
  if (!format.features.correlation) return;
  const kind = MessageKind.Request;
  const ids = [1, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, maxId - 1, maxId];
  for (const id of ids.filter((id) => id <= maxId)) {
    roundTrip(format, headerOf(format, { kind, id }), 5);
    // A format without control may call the answer anything, as long as its id is there.
    roundTrip(format, headerOf(format, { kind: MessageKind.Response, id }), 5);
  }
}

/** Sizes around the widths that lengths have on the wire. */
function readsBodies(format: PacketFormat, most: number): void {
  for (const length of [0, 1, 255, 256, 65_535, 65_536, most]) {
    if (length <= most) roundTrip(format, headerOf(format, {}), length);
  }
}

/** Many packets share one writer; positions count from the packet's start. */
function appendsOnly(format: PacketFormat): void {
  const before = sampleBytes(5, 9);
  const header = headerOf(format, {});
  const out = new ByteWriter();
  out.writeBytes(before);
  write(format, header, sampleBytes(10), out);
  const bytes = out.take();
  assertSameBytes(bytes.subarray(0, 5), before, 'what was written before');
  assertSameBytes(bytes.subarray(5), encode(format, header, sampleBytes(10)), 'the packet');
}

/** The body is a view of the frame, so the frame is not the format's to write to. */
function leavesFrame(format: PacketFormat): void {
  const frame = encode(format, headerOf(format, {}), sampleBytes(100));
  const copy = copyOf(frame);
  readPacket(format, frame);
  assertSameBytes(frame, copy, 'the frame after it was read');
}

/** Every cut, every flipped bit and a trailing byte, of a packet of each kind. */
function survivesChanges(format: PacketFormat): void {
  const random = seededRandom(1, 'packet');
  for (const kind of kindsOf(format)) {
    const packet = encode(format, headerOf(format, { kind, id: 7 }), sampleBytes(10));
    for (let end = 0; end < packet.length; end += 1)
      readOrNetError(format, copyOf(packet.subarray(0, end)));
    readOrNetError(format, Buffer.concat([packet, Uint8Array.of(0)]));
    for (let bit = 0; bit < packet.length * 8; bit += 1) readOrNetError(format, flip(packet, bit));
    for (let round = 0; round < 200; round += 1) readOrNetError(format, spoil(packet, random));
  }
}

/** Any other error would tell of a read outside the bytes that are there. */
function survivesNoise(format: PacketFormat): void {
  const random = seededRandom(2, 'packet');
  for (let round = 0; round < ROUNDS; round += 1) {
    readOrNetError(format, random.bytes(random.below(64)));
  }
}

/** The caller takes back what was written, so nothing before it may be harmed. */
function rejectsLargeBody(format: PacketFormat, maxBody: number): void {
  const out = new ByteWriter();
  const before = sampleBytes(5, 9);
  out.writeBytes(before);
  const tryToWrite = (): void =>
    write(format, headerOf(format, {}), new Uint8Array(maxBody + 1), out);
  assert.throws(tryToWrite, isTooLarge, `a body of ${maxBody + 1} bytes was written`);
  out.truncate(before.length);
  assertSameBytes(out.take(), before, 'what was written before');
}

function isTooLarge(error: unknown): boolean {
  assert.ok(error instanceof NetError, `expected NetError MESSAGE_TOO_LARGE, got ${String(error)}`);
  assert.equal(error.code, 'MESSAGE_TOO_LARGE', 'the code of the error');
  return true;
}

/** The kinds that come back as they were written. */
function kindsOf({ features }: PacketFormat): readonly MessageKind[] {
  if (features.control) return Object.values(MessageKind);
  return features.correlation ? [MessageKind.Push, MessageKind.Request] : [MessageKind.Push];
}

/** A push of a type that every format has, changed by what is `given`. */
function headerOf(format: PacketFormat, given: Partial<MessageHeader>): MessageHeader {
  const type = Math.min(3, format.features.maxType);
  return { kind: MessageKind.Push, type, id: 0, argument: 0, ...given };
}

/** Write a packet, read it, and check what every format keeps. */
function roundTrip(format: PacketFormat, header: MessageHeader, bodyLength: number): Message {
  const body = sampleBytes(bodyLength);
  const read = readPacket(format, encode(format, header, body));
  assert.equal(read.type, header.type, 'the type');
  if (format.features.correlation) assert.equal(read.id, header.id, 'the id');
  else assert.equal(read.id, 0, 'the id of a format without any');
  assertSameBytes(read.body, body, 'the body');
  return read;
}

/** Read `packet` as a session does, from a queue. */
function readPacket(format: PacketFormat, packet: Uint8Array): Message {
  const input = new ByteQueue();
  input.push(packet);
  return format.read(input, packet.length);
}

/** Read bytes that may be no packet, which is a `NetError`. */
function readOrNetError(format: PacketFormat, bytes: Uint8Array): void {
  const hex = Buffer.from(bytes).toString('hex');
  try {
    readPacket(format, bytes);
  } catch (error) {
    assert.ok(error instanceof NetError, `${hex} made it throw ${String(error)}`);
  }
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = copyOf(bytes);
  copy[bit >>> 3] = (copy[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

function spoil(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = copyOf(bytes);
  for (let change = 0; change < 3; change += 1) copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function encode(format: PacketFormat, header: MessageHeader, body: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  write(format, header, body, out);
  return out.take();
}

function write(
  format: PacketFormat,
  header: MessageHeader,
  body: Uint8Array,
  out: ByteWriter,
): void {
  const start = out.length;
  format.begin(header, out);
  out.writeBytes(body);
  format.end(out, start);
}

const ARGUED: ReadonlySet<MessageKind> = new Set([
  MessageKind.Request,
  MessageKind.Failure,
  MessageKind.Control,
]);
const LARGE = 1024 * 1024;
const ROUNDS = 5000;
