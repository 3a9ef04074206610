import { maxDatagramBytes } from './cipher.ts';
import { FecGroup } from './fec-group.ts';
import { fecSequenceOf, fecShardOffset, fecTypeOf, sequenceEnd } from './fec-header.ts';
import { type FecNumbers, FecTuner } from './fec-tuner.ts';
import { ReedSolomon } from './reed-solomon.ts';

/**
 * Rebuilds packets of one session that were lost, from the parity that the peer sends.
 *
 * It keeps the groups that were last added to, four at most: a forged sequence id costs one of them
 * its place, and no packet is ever too old. Without a cipher that authenticates, a forged packet can
 * take the place of a true one, and what is rebuilt from it is garbage: look at it as closely as at
 * any other datagram.
 */
export class FecDecoder {
  #code: ReedSolomon | undefined;
  readonly #tuner = new FecTuner();
  #tunings = 0;
  /** By number; the order is that of their last packets. */
  readonly #groups = new Map<number, FecGroup>();

  /**
   * @param code that the peer is thought to use; when its packets say otherwise, the decoder uses
   * what they say. Without one it waits until it knows.
   */
  constructor(code?: ReedSolomon) {
    this.#code = code;
  }

  /**
   * Takes in a data or parity packet, beginning with its header; it is copied. Packets of another
   * kind, over 1,500 bytes, or not of the type that stands where their sequence id says, change
   * nothing.
   *
   * @returns the segments of the lost packets, in their order; mostly none. They are the caller's.
   */
  decode(packet: Uint8Array): readonly Uint8Array[] {
    const type = fecTypeOf(packet);
    if (type === undefined || type === 'out-of-band') return NONE;
    if (packet.length > maxDatagramBytes) return NONE;
    const sequence = fecSequenceOf(packet);
    const numbers = this.#tuner.sample(type, sequence);
    if (numbers !== undefined) this.#tune(numbers);
    if (this.#code === undefined || !fits(this.#code, type, sequence)) return NONE;
    return this.#add(this.#code, sequence, packet.subarray(fecShardOffset));
  }

  #tune({ dataShards, parityShards }: FecNumbers): void {
    const code = this.#code;
    if (code?.dataShards === dataShards && code.parityShards === parityShards) return;
    if (dataShards + parityShards > MAX_TUNED_SHARDS || this.#tunings === MAX_TUNINGS) return;
    this.#tunings += 1;
    this.#groups.clear();
    this.#code = new ReedSolomon(dataShards, parityShards);
  }

  #add(code: ReedSolomon, sequence: number, shard: Uint8Array): readonly Uint8Array[] {
    const group = this.#group(code, Math.floor(sequence / code.groupSize));
    const shards = group.add(sequence % code.groupSize, shard);
    if (shards.length === 0) return NONE;
    return shards.map(segmentsOf).filter((segments) => segments.length > 0);
  }

  #group(code: ReedSolomon, number: number): FecGroup {
    const group = this.#groups.get(number) ?? new FecGroup(code);
    this.#groups.delete(number);
    this.#groups.set(number, group);
    if (this.#groups.size > MAX_GROUPS) this.#dropOldest();
    return group;
  }

  #dropOldest(): void {
    for (const number of this.#groups.keys()) {
      this.#groups.delete(number);
      return;
    }
  }
}

function fits(code: ReedSolomon, type: 'data' | 'parity', sequence: number): boolean {
  const expected = sequence % code.groupSize < code.dataShards ? 'data' : 'parity';
  return type === expected && sequence < sequenceEnd(code.groupSize);
}

/** What `size(2)` says of a rebuilt shard; nothing when it cannot be true. */
function segmentsOf(shard: Uint8Array): Uint8Array {
  if (shard.length < SIZE_BYTES) return EMPTY;
  const size = shard[0]! | (shard[1]! << 8);
  return size > shard.length ? EMPTY : shard.subarray(SIZE_BYTES, size);
}

const NONE: readonly Uint8Array[] = [];
const EMPTY = new Uint8Array(0);
const SIZE_BYTES = 2;
/** As far apart as packets may arrive and still help each other: 4 groups of (10, 3) are 52 packets. */
const MAX_GROUPS = 4;
/** What a peer may make us reckon with, and how often it may change its mind: it has no reason to. */
const MAX_TUNED_SHARDS = 128;
const MAX_TUNINGS = 8;
