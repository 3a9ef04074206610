import type { SendWindow } from './send-window.ts';

/** How to cut what is sent. */
export interface CutSettings {
  /** Most segments of one message. */
  readonly maxFragments: number;
  /** Whether nothing may be sent: an empty message, which a stream does not show. */
  readonly mayBeEmpty: boolean;
  readonly isStream: boolean;
}

/** Cuts what is sent into segments and queues them. They refer to the bytes, which are not copied. */
export class MessageCutter {
  readonly #settings: CutSettings;
  readonly #mss: number;
  readonly #window: SendWindow;
  /** The block of the segment that was extended last, which nothing else refers to. */
  #joined: Uint8Array | undefined;

  /** @param mss the most data bytes of a segment. */
  constructor(settings: CutSettings, mss: number, window: SendWindow) {
    this.#settings = settings;
    this.#mss = mss;
    this.#window = window;
  }

  /**
   * Queue `bytes`, which nobody may change from now on. In stream mode they first fill up the last
   * queued segment.
   *
   * @returns how many bytes were taken: all, in stream mode perhaps only the first; or -1 when the
   * message is refused, because it is empty or has too many fragments.
   */
  push(bytes: Uint8Array): number {
    const mss = this.#mss;
    const { isStream, maxFragments, mayBeEmpty } = this.#settings;
    if (bytes.length === 0 && !mayBeEmpty) return -1;
    const joined = isStream ? this.#fillLast(bytes) : 0;
    if (isStream && joined === bytes.length) return joined;
    const count = Math.max(1, Math.ceil((bytes.length - joined) / mss));
    if (count > maxFragments) return joined > 0 ? joined : -1;
    for (let index = 0; index < count; index += 1) {
      const start = joined + index * mss;
      const frg = isStream ? 0 : count - index - 1;
      this.#window.push(frg, bytes, start, Math.min(mss, bytes.length - start));
    }
    return bytes.length;
  }

  /** Let go of memory that is not in use. */
  trim(): void {
    this.#joined = undefined;
  }

  /** Put the first of `bytes` behind the last queued segment, if that has room; returns how many. */
  #fillLast(bytes: Uint8Array): number {
    const mss = this.#mss;
    const last = this.#window.lastQueued();
    if (last === undefined || last.length >= mss) return 0;
    const count = Math.min(bytes.length, mss - last.length);
    const block = this.#ownBlock(last.block, last.start, last.length);
    block.set(bytes.subarray(0, count), last.length);
    this.#window.extendLast(last, block, last.length + count);
    return count;
  }

  #ownBlock(block: Uint8Array, start: number, length: number): Uint8Array {
    if (block === this.#joined) return block;
    const own = new Uint8Array(this.#mss);
    own.set(block.subarray(start, start + length));
    this.#joined = own;
    return own;
  }
}
