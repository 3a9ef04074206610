import { ByteQueue } from '@net/core/extend';
import { Opcode } from './frame.ts';

/** The message under way that comes in several frames. Memory follows the bytes received. */
export class Fragments {
  /** What the message is; `continuation` while there is none. */
  opcode: Opcode = Opcode.continuation;
  /** Frames so far. */
  count = 0;
  readonly #bytes = new ByteQueue();

  /** Bytes so far. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Add the payload of a frame, the first of which says what the message is. */
  add(opcode: Opcode, payload: Uint8Array): void {
    if (opcode !== Opcode.continuation) this.opcode = opcode;
    this.count += 1;
    this.#bytes.push(payload);
    // A short fragment must not keep the chunk that it came in.
    this.#bytes.trim();
  }

  /** What holds the whole message, and nothing else. None is under way then. */
  end(): ByteQueue {
    this.opcode = Opcode.continuation;
    this.count = 0;
    return this.#bytes;
  }

  /** Let go of the memory of a message that was taken. */
  trim(): void {
    this.#bytes.trim();
  }
}
