// Counts what comes: `bulk-server.ts <contestant> <address>`.
import type { ConnectionHandler } from '@net/core/extend';
import { announce } from '../../lib/announce.ts';
import type { Arrivals } from '../bulk.ts';
import { contestantOf } from '../contestants.ts';

class Counter implements ConnectionHandler {
  readonly #startedMs = performance.now();
  #lastMs = this.#startedMs;
  #bytes = 0;
  #longestGapMs = 0;
  #hasAnswered = false;

  onData(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#noteGap();
  }

  onDrain(): void {}

  onClose(error?: Error): void {
    if (this.#hasAnswered) return;
    // Better no figure than one of a connection that broke.
    console.error(error ?? 'the client has closed');
    process.exit(1);
  }

  arrivals(): Arrivals {
    this.#hasAnswered = true;
    this.#noteGap();
    const seconds = (this.#lastMs - this.#startedMs) / 1000;
    return { bytes: this.#bytes, seconds, longestGapMs: this.#longestGapMs };
  }

  #noteGap(): void {
    const nowMs = performance.now();
    this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

const [id, host] = process.argv.slice(2);
const { scheme, transport } = contestantOf(id);
let counter = new Counter();
const open = (): Counter => (counter = new Counter());
const { address } = await transport().listen(`${scheme}://${host}:0`, open);
process.on('message', () => process.send?.(counter.arrivals()));
announce(address);
