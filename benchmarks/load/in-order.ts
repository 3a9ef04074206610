import type { Samples } from '../lib/samples.ts';
import type { Replies } from './replies.ts';

/**
 * Expects the replies of a connection in the order of their requests, so what comes next is known
 * byte by byte and frames need not be looked at.
 */
export class InOrder implements Replies {
  readonly #expected: Buffer;
  readonly #frameBytes: number;
  readonly #samples: Samples;
  // When the requests in flight were sent, in a ring as large as the window.
  readonly #sentAtMs: Float64Array;
  #oldest = 0;
  #next = 0;
  #position = 0;

  constructor(expected: Buffer, frameBytes: number, window: number, samples: Samples) {
    this.#expected = expected;
    this.#frameBytes = frameBytes;
    this.#samples = samples;
    this.#sentAtMs = new Float64Array(window);
  }

  sent(requests: number, nowMs: number): void {
    for (let i = 0; i < requests; i++) {
      this.#sentAtMs[this.#next] = nowMs;
      this.#next = (this.#next + 1) % this.#sentAtMs.length;
    }
  }

  accept(bytes: Buffer, nowMs: number): number {
    this.#compare(bytes);
    const within = this.#position % this.#frameBytes;
    const complete = Math.floor((within + bytes.length) / this.#frameBytes);
    this.#position = (this.#position + bytes.length) % this.#expected.length;
    for (let i = 0; i < complete; i++) {
      this.#samples.add(nowMs - (this.#sentAtMs[this.#oldest] ?? 0));
      this.#oldest = (this.#oldest + 1) % this.#sentAtMs.length;
    }
    return complete;
  }

  #compare(bytes: Buffer): void {
    for (let done = 0; done < bytes.length;) {
      const from = (this.#position + done) % this.#expected.length;
      const length = Math.min(bytes.length - done, this.#expected.length - from);
      if (bytes.compare(this.#expected, from, from + length, done, done + length) !== 0) {
        throw new Error('a reply differs');
      }
      done += length;
    }
  }
}
