import { createHash } from 'node:crypto';

/**
 * Everything that happens in a run, as five numbers each: hashed, and the last of them kept as text
 * for when something goes wrong. Fixed byte order: the same run has the same hash everywhere.
 */
export class Trace {
  /** How many events there were. */
  events = 0;
  readonly #hash = createHash('sha256');
  readonly #block = new DataView(new ArrayBuffer(EVENT_BYTES * EVENTS_PER_BLOCK));
  readonly #texts = new Map<string, number>();
  readonly #last = new Int32Array(FIELDS * KEPT);
  readonly #nowMs: () => number;
  #isOver = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Something has happened: `what` to `whom`, a number, with up to two numbers more. */
  add(what: string, whom: number, first = 0, second = 0): void {
    if (this.#isOver) return;
    const at = (this.events % EVENTS_PER_BLOCK) * EVENT_BYTES;
    const kept = (this.events % KEPT) * FIELDS;
    const fields = [Math.round(this.#nowMs() * 1000), this.code(what), whom, first, second];
    for (let field = 0; field < FIELDS; field++) {
      const value = fields[field]!;
      this.#block.setInt32(at + 4 * field, value, true);
      this.#last[kept + field] = value;
    }
    this.events++;
    if (this.events % EVENTS_PER_BLOCK === 0) this.#hash.update(this.#block);
  }

  /** A number for a text: in the order in which texts are first seen. */
  code(text: string): number {
    let code = this.#texts.get(text);
    if (code === undefined) {
      code = this.#texts.size;
      this.#texts.set(text, code);
      this.#hash.update(text);
    }
    return code;
  }

  /** SHA-256 in hex, at the end: what comes after it is not written down. Call it once. */
  digest(): string {
    this.#isOver = true;
    const rest = (this.events % EVENTS_PER_BLOCK) * EVENT_BYTES;
    return this.#hash.update(new Uint8Array(this.#block.buffer, 0, rest)).digest('hex');
  }

  /** The last events, one a line: time in ms, what, whom, two numbers. */
  tail(): string[] {
    const texts = [...this.#texts.keys()];
    const first = Math.max(0, this.events - KEPT);
    return Array.from({ length: this.events - first }, (_, index) => {
      const at = ((first + index) % KEPT) * FIELDS;
      const [timeUs = 0, what = 0, ...numbers] = this.#last.subarray(at, at + FIELDS);
      return `${timeUs / 1000} ${texts[what]} ${numbers.join(' ')}`;
    });
  }
}

const FIELDS = 5;
const EVENT_BYTES = 4 * FIELDS;
const EVENTS_PER_BLOCK = 4096;
const KEPT = 80;
