import { LOOKS_PER_INTERVAL } from './heartbeat.ts';

/**
 * Tells a peer that sends a message slowly from one that only pretends to, by looks at what has been
 * received; pure, and like `Heartbeat` it counts looks and not time.
 */
export class MessageProgress {
  #frames = 0;
  /** Bytes received when the last message was complete; at first those of the handshake. */
  #startBytes: number | undefined;
  #looks = 0;

  /**
   * Look once.
   *
   * @param frames how many messages, pings and pongs were complete so far.
   * @param isReading while this end does not read, nothing can become complete.
   * @returns `false` when the message under way has taken too long for what it brought.
   */
  look(bytesRead: number, frames: number, isReading: boolean): boolean {
    if (frames !== this.#frames || !isReading || this.#startBytes === undefined) {
      this.#frames = frames;
      this.#startBytes = bytesRead;
      this.#looks = 0;
      return true;
    }
    const bytes = bytesRead - this.#startBytes;
    if (bytes === 0) return true;
    this.#looks += 1;
    return this.#looks <= 2 * LOOKS_PER_INTERVAL + bytes / BYTES_PER_LOOK;
  }
}

/** What a message must bring with each look once it has had two intervals. */
const BYTES_PER_LOOK = 16 * 1024;
