/** How a peer groups its packets. */
export interface FecNumbers {
  readonly dataShards: number;
  readonly parityShards: number;
}

/**
 * Finds out how a peer groups its packets from their types alone: a run of data packets, then one of
 * parity packets, both seen from end to end and without a gap, the first of them where a group would
 * begin. A peer that leaves parity out leaves a gap; after a loss another group will do.
 *
 * kcp-go does the same from a sample of 258 packets (autotune.go), but takes any two runs.
 */
export class FecTuner {
  #type: 'data' | 'parity' = 'data';
  /** The sequence id that would go on with the run. */
  #next = -1;
  /** Where the run began, or -1 when that was not seen. */
  #runStart = -1;
  /** Where the run of data before a run of parity began, or -1 likewise. */
  #groupStart = -1;

  /** Takes in what kind of packet came; returns the numbers when it is the first after a whole group. */
  sample(type: 'data' | 'parity', sequence: number): FecNumbers | undefined {
    const isRepeated = sequence === this.#next - 1 && type === this.#type;
    if (isRepeated) return undefined;
    const numbers = this.#follow(type, sequence);
    this.#type = type;
    this.#next = sequence + 1;
    return numbers;
  }

  #follow(type: 'data' | 'parity', sequence: number): FecNumbers | undefined {
    if (sequence !== this.#next) {
      this.#runStart = sequence === 0 ? 0 : -1;
      this.#groupStart = -1;
      return undefined;
    }
    if (type === this.#type) return undefined;
    const [groupStart, parityStart] = [this.#groupStart, this.#runStart];
    this.#groupStart = type === 'parity' ? this.#runStart : -1;
    this.#runStart = sequence;
    const isWhole =
      type === 'data' && groupStart >= 0 && groupStart % (sequence - groupStart) === 0;
    if (!isWhole) return undefined;
    return { dataShards: parityStart - groupStart, parityShards: sequence - parityStart };
  }
}
