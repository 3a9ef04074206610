import { readFileSync } from 'node:fs';
import { ByteWriter, MessageKind } from '@net/core';
import { packets } from '@net/packet';
import type { Random } from '@net/testing';

/**
 * What a server may send that means no good: packets that are right but come when they must not, and
 * the same broken in the ways in which servers are attacked. Cut into chunks by chance.
 */
export function hostileChunks(random: Random): Uint8Array[] {
  const count = 1 + random.below(6);
  const parts = Array.from({ length: count }, () => part(random));
  return cut(mutated(Buffer.concat(parts), random), random);
}

/** One packet as `packets()` writes it to a stream. */
export function packet(
  kind: MessageKind,
  type: number,
  id = 0,
  argument = 0,
  body: string | Uint8Array = '',
): Uint8Array {
  const out = new ByteWriter();
  framer.begin(out);
  const start = out.length;
  protocol.packets.begin({ kind, type, id, argument }, out);
  out.writeBytes(Buffer.from(body));
  protocol.packets.end(out, start);
  framer.end(out, 0);
  return out.takeCopy();
}

/** Lets a client in that has said hello once. */
export function welcome(): Uint8Array {
  return packet(MessageKind.Control, 2, 0, 1, REPORTS[0]);
}

function part(random: Random): Uint8Array {
  const roll = random.next();
  if (roll < 0.1) return pick(GOLDEN, random);
  if (roll < 0.15) return random.bytes(random.below(64));
  const body = roll < 0.6 ? pick(REPORTS, random) : random.bytes(random.below(40));
  const isControl = roll < 0.5;
  const kind = isControl ? MessageKind.Control : (random.below(6) as MessageKind);
  const id = pick([0, 1, 2, 3, 4, 0x7fffffff, 0x80000000, 0xffffffff], random);
  return packet(kind, random.below(isControl ? 10 : 4), id, pick(NUMBERS, random), body);
}

function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const roll = random.next();
  const at = random.below(bytes.length + 1);
  if (roll < 0.3) return bytes;
  if (roll < 0.5) return flipped(bytes, random);
  if (roll < 0.6) return bytes.slice(0, at);
  if (roll < 0.7) return Buffer.concat([bytes.subarray(0, at), bytes]);
  if (roll < 0.8) return Buffer.concat([bytes.subarray(at), random.bytes(8), bytes]);
  // Where a length may stand.
  const changed = Buffer.concat([bytes, Buffer.alloc(4)]);
  changed.writeUInt32BE(pick(NUMBERS, random), roll < 0.9 ? 0 : at);
  return changed;
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = bytes.slice();
  for (let count = random.below(3); count >= 0; count--) {
    const at = random.below(changed.length);
    if (changed.length > 0) changed[at]! ^= 1 << random.below(8);
  }
  return changed;
}

function cut(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = random.chance(0.3) ? bytes.length : start + 1 + random.below(12);
    chunks.push(bytes.slice(start, end));
    start = end;
  }
  return chunks;
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random.below(values.length)]!;
}

const protocol = packets();
// Over a stream it has one.
const framer = protocol.createFramer('stream')!;
/** Where lengths, ids and times turn over. */
const NUMBERS = [0, 1, 18, 19, 20, 0x7fff, 0x8000, 0xfffff, 0x100013, 0x100014, 0x7fffffff].concat([
  0x80000000, 0xffffffff,
]);
const REPORTS = [
  '{"version":1,"session":"s","heartbeatMs":500}',
  '{"version":1,"session":"s","heartbeatMs":1e-300,"expiresInMs":1e-300}',
  '{"version":1,"session":"\\u0000\\u001b[2J","heartbeatMs":-1,"expiresInMs":1e300}',
  '{"version":1,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
  '{"version":2}',
  '{"code":"__proto__","message":"x","data":{"__proto__":{"polluted":1}}}',
  '{"code":"GOING_AWAY","message":"\\r\\nforged line"}',
  '{"reason":"bye"}',
  '{"reason":{"toString":1}}',
  '{"code":',
  '[]',
  '1e999',
  `{"a":${'['.repeat(3000)}`,
  `{"message":"${'x'.repeat(20_000)}"}`,
];
interface Vectors {
  readonly packets: readonly { readonly bytes: string }[];
  readonly refused: readonly { readonly bytes: string }[];
}
// The corpus that servers are tested with.
const VECTORS = new URL('../../../packet/test/vectors/packets.json', import.meta.url);
const { packets: right, refused } = JSON.parse(readFileSync(VECTORS, 'utf8')) as Vectors;
const GOLDEN = [...right, ...refused].map(({ bytes }) =>
  Uint8Array.from(Buffer.from(bytes.replaceAll(' ', ''), 'hex')),
);
