import { FecDecoder } from './fec-decoder.ts';
import { fecSequenceOf } from './fec-header.ts';
import { type FecNumbers, FecTuner } from './fec-tuner.ts';
import { ReedSolomon } from './reed-solomon.ts';

/**
 * Rebuilds the lost packets of a peer, however it groups them: at first as this end does, and as the
 * peer really does once a whole group has shown it. So each end may choose for itself, as in kcp-go.
 */
export class FecReceiver {
  readonly #tuner = new FecTuner();
  #numbers: FecNumbers | undefined;
  #decoder: FecDecoder | undefined;
  /** Packets until the numbers may change again, so that a forger cannot keep us calculating. */
  #holdPackets = 0;

  /** @param code of this end; none when it sends no parity. */
  constructor(code: ReedSolomon | undefined) {
    this.#numbers = code;
    this.#decoder = code && new FecDecoder(code);
  }

  /** Take a packet with its header, which is copied. @returns the segments of those it rebuilds. */
  read(packet: Uint8Array, type: 'data' | 'parity'): readonly Uint8Array[] {
    const numbers = this.#tuner.sample(type, fecSequenceOf(packet));
    this.#holdPackets -= 1;
    if (numbers !== undefined && this.#isNews(numbers)) this.#retune(numbers);
    return this.#decoder?.decode(packet) ?? NONE;
  }

  #isNews({ dataShards, parityShards }: FecNumbers): boolean {
    if (this.#holdPackets > 0 || dataShards + parityShards > MAX_SHARDS) return false;
    const known = this.#numbers;
    return known?.dataShards !== dataShards || known.parityShards !== parityShards;
  }

  #retune(numbers: FecNumbers): void {
    this.#numbers = numbers;
    this.#decoder = new FecDecoder(new ReedSolomon(numbers.dataShards, numbers.parityShards));
    this.#holdPackets = HOLD_PACKETS;
  }
}

const NONE: readonly Uint8Array[] = [];
/** Larger groups have to be agreed on: their matrices take long to make. */
const MAX_SHARDS = 64;
const HOLD_PACKETS = 1000;
