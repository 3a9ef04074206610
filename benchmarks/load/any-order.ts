import type { Samples } from '../lib/samples.ts';
import { distinctFrames } from './frames.ts';
import type { Replies } from './replies.ts';

/**
 * Takes the replies of a connection as they come, for servers that answer each request from a task
 * of its own: every frame is compared with the one expected for its id.
 */
export class AnyOrder implements Replies {
  readonly #expected: Buffer;
  readonly #frameBytes: number;
  readonly #opaqueAt: number;
  readonly #samples: Samples;
  // By request: how often it is in flight (a late reply may meet its successor), since when.
  readonly #inFlight = new Uint32Array(distinctFrames);
  readonly #sentAtMs = new Float64Array(distinctFrames);
  #next = 0;
  #partial: Buffer = Buffer.alloc(0);

  constructor(expected: Buffer, frameBytes: number, opaqueAt: number, samples: Samples) {
    this.#expected = expected;
    this.#frameBytes = frameBytes;
    this.#opaqueAt = opaqueAt;
    this.#samples = samples;
  }

  sent(requests: number, nowMs: number): void {
    for (let i = 0; i < requests; i++) {
      this.#inFlight[this.#next] = (this.#inFlight[this.#next] ?? 0) + 1;
      this.#sentAtMs[this.#next] = nowMs;
      this.#next = (this.#next + 1) % distinctFrames;
    }
  }

  accept(bytes: Buffer, nowMs: number): number {
    const rest = this.#partial.length > 0 ? Buffer.concat([this.#partial, bytes]) : bytes;
    const complete = Math.floor(rest.length / this.#frameBytes);
    for (let i = 0; i < complete; i++) this.#acceptFrame(rest, i * this.#frameBytes, nowMs);
    this.#partial = Buffer.from(rest.subarray(complete * this.#frameBytes));
    return complete;
  }

  #acceptFrame(bytes: Buffer, start: number, nowMs: number): void {
    const id = bytes.readUInt32BE(start + this.#opaqueAt);
    const index = id - 1;
    const inFlight = this.#inFlight[index] ?? 0;
    if (inFlight === 0) throw new Error(`a reply to ${id}, which was not asked`);
    const from = index * this.#frameBytes;
    const to = from + this.#frameBytes;
    if (bytes.compare(this.#expected, from, to, start, start + this.#frameBytes) !== 0) {
      throw new Error(`the reply to ${id} differs`);
    }
    this.#inFlight[index] = inFlight - 1;
    this.#samples.add(nowMs - (this.#sentAtMs[index] ?? 0));
  }
}
