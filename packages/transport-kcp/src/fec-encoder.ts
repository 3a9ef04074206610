import { fecShardOffset, sequenceEnd, writeFecHeader } from './fec-header.ts';
import { ParitySums } from './parity-sums.ts';
import type { ReedSolomon } from './reed-solomon.ts';

/**
 * Numbers the packets of one session and makes the parity that goes out after each group of them.
 *
 * A group waits for its last data packet however long that takes, as in kcp-go. Whoever wants the
 * parity of a group that has stalled sends `missing` datagrams of little content: a peer that knows
 * only whole groups can use no other.
 */
export class FecEncoder {
  readonly #code: ReedSolomon;
  readonly #sums: ParitySums;
  readonly #end: number;
  #sequence: number;
  #position = 0;
  #lastAtMs = -Infinity;

  /** @param firstSequence of the first packet; begins a group. */
  constructor(code: ReedSolomon, firstSequence = 0) {
    this.#code = code;
    this.#sums = new ParitySums(code);
    this.#end = sequenceEnd(code.groupSize);
    this.#sequence = firstSequence;
  }

  /** Data packets still to come until there is parity; 0 when no group has begun. */
  get missing(): number {
    return this.#position === 0 ? 0 : this.#code.dataShards - this.#position;
  }

  /**
   * Writes the header of a data packet and takes its segments into account.
   *
   * @param packet has 8 bytes of room from `start` on, then the segments up to `end`.
   * @returns how many parity packets are now to be fetched with `writeParity`, before the next
   * `add`: all of the group; or 0, also when its last two packets were 500 ms apart or more, for by
   * then a lost one has been sent again (`maxFECEncodeLatency` in kcp-go's sess.go).
   */
  add(packet: Uint8Array, start: number, end: number, nowMs: number): number {
    const shard = start + fecShardOffset;
    const size = end - shard;
    writeFecHeader(packet, start, 'data', this.#takeSequence());
    packet[shard] = size;
    packet[shard + 1] = size >>> 8;
    if (this.#position === 0) this.#sums.clear();
    this.#sums.add(this.#position, packet.subarray(shard, end));
    return this.#advance(nowMs);
  }

  /**
   * Writes parity packet `index` of the group just completed, in ascending order.
   *
   * @returns where it ends in `packet`, which needs as much room as the group's largest data packet.
   */
  writeParity(index: number, packet: Uint8Array, start: number): number {
    const shard = start + fecShardOffset;
    const end = shard + this.#sums.length;
    writeFecHeader(packet, start, 'parity', this.#takeSequence());
    packet.fill(0, shard, end);
    this.#sums.addTo(index, packet.subarray(shard, end));
    return end;
  }

  #advance(nowMs: number): number {
    const { dataShards, parityShards } = this.#code;
    const hasPaused = dataShards > 1 && nowMs - this.#lastAtMs >= MAX_PAUSE_MS;
    this.#lastAtMs = nowMs;
    this.#position = (this.#position + 1) % dataShards;
    if (this.#position !== 0) return 0;
    if (!hasPaused) return parityShards;
    this.#skipParity();
    return 0;
  }

  /** Peers take the place in a group from the sequence id, so the ones left out count as well. */
  #skipParity(): void {
    this.#sequence = (this.#sequence + this.#code.parityShards) % this.#end;
  }

  #takeSequence(): number {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) % this.#end;
    return sequence;
  }
}

const MAX_PAUSE_MS = 500;
