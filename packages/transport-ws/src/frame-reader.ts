import { isUtf8 } from 'node:buffer';
import { ByteQueue } from '@net/core/extend';
import { readCloseStatus } from './close-frame.ts';
import type { CloseStatus } from './close-status.ts';
import { Fragments } from './fragments.ts';
import { FIN, Opcode } from './frame.ts';
import { checkOpcode, checkSecondByte, lengthEnd, readLength } from './frame-header.ts';
import { partsViolation, sizeViolation, textViolation } from './frame-violation.ts';

/** What a peer may send. */
interface FrameLimits {
  /** Bytes of a message. */
  readonly maxPayload: number;
  /** Frames of a message. */
  readonly maxFragments: number;
  /** Chunks that an unfinished frame may come in. */
  readonly maxBufferedChunks: number;
}

/**
 * Reads the frames of RFC 6455, section 5: bytes in; messages, pings, pongs and the close out.
 *
 * A message in one frame stays where it came, and is unmasked there; fragments are gathered. Lengths
 * are checked before their bytes come, and nothing is allocated for them.
 */
export class FrameReader {
  /** What `next` has found last: `text`, `binary`, `ping`, `pong` or `close`. */
  opcode: Opcode = Opcode.binary;
  /** How long it is. */
  bytes = 0;
  /** What the peer's close frame says, once `next` has found it. */
  closeStatus: CloseStatus | undefined;
  readonly #limits: FrameLimits;
  readonly #isMasked: boolean;
  readonly #input = new ByteQueue();
  readonly #fragments = new Fragments();
  #payload = this.#input;
  // The frame under way.
  #payloadBytes = UNKNOWN;
  #opcode: Opcode = Opcode.binary;
  #isFinal = false;
  #key = 0;
  #chunks = 0;

  /** @param isMasked whether the peer has to mask what it sends: clients must, servers must not. */
  constructor(limits: FrameLimits, isMasked: boolean) {
    this.#limits = limits;
    this.#isMasked = isMasked;
  }

  /** At its front stands what `next` has found: `bytes` bytes, to be taken before `next` is called again. */
  get payload(): ByteQueue {
    return this.#payload;
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return this.#input.length;
  }

  /** Add received bytes. The reader owns them from now on, and writes to them. */
  push(chunk: Uint8Array): void {
    this.#chunks = this.#input.length === 0 ? 1 : this.#chunks + 1;
    this.#input.push(chunk);
  }

  /**
   * Find the next message or control frame, which `opcode` tells apart.
   *
   * @returns `false` when more bytes are needed. Nothing comes after a close frame.
   * @throws FrameViolation after which nothing may be read.
   */
  next(): boolean {
    while (this.closeStatus === undefined) {
      if (this.#payloadBytes === UNKNOWN && !this.#readHeader()) break;
      if (this.#input.length < this.#payloadBytes) break;
      if (this.#complete()) return true;
    }
    this.#checkChunks();
    return false;
  }

  /** Let go of memory that the bytes left do not need. */
  trim(): void {
    this.#input.trim();
    this.#fragments.trim();
  }

  /** `fin+rsv+opcode(1) mask+length(1, 3 or 9) key(0 or 4)`, big-endian. `false`: not all there. */
  #readHeader(): boolean {
    const input = this.#input;
    if (input.length < 2) return false;
    const first = input.peekUint8(0);
    const second = input.peekUint8(1);
    const opcode = checkOpcode(first, this.#fragments.opcode !== Opcode.continuation);
    checkSecondByte(second, opcode, this.#isMasked);
    const keyAt = lengthEnd(second);
    if (input.length < keyAt) return false;
    const payloadBytes = readLength(input, keyAt);
    if (opcode <= Opcode.binary) this.#checkMessage(payloadBytes);
    const end = this.#isMasked ? keyAt + 4 : keyAt;
    if (input.length < end) return false;
    if (this.#isMasked) this.#key = input.peekUint32(keyAt);
    input.skip(end);
    this.#payloadBytes = payloadBytes;
    this.#opcode = opcode;
    this.#isFinal = first >= FIN;
    return true;
  }

  /** Whether the message under way may have one frame more, of so many bytes. */
  #checkMessage(payloadBytes: number): void {
    const { maxPayload, maxFragments } = this.#limits;
    const bytes = this.#fragments.length + payloadBytes;
    if (bytes > maxPayload) {
      throw sizeViolation(`a message of ${bytes} bytes is over the limit of ${maxPayload}`);
    }
    if (this.#fragments.count < maxFragments) return;
    throw partsViolation(`a message comes in more than ${maxFragments} frames`);
  }

  #checkChunks(): void {
    const { maxBufferedChunks } = this.#limits;
    if (this.#chunks <= maxBufferedChunks || this.#input.length === 0) return;
    throw partsViolation(`a frame comes in more than ${maxBufferedChunks} chunks`);
  }

  /** The frame under way is all there. @returns whether it completes something. */
  #complete(): boolean {
    const opcode = this.#opcode;
    const bytes = this.#payloadBytes;
    if (this.#key !== 0) this.#input.xor(bytes, this.#key);
    this.#payloadBytes = UNKNOWN;
    this.#chunks = 1;
    if (opcode === Opcode.close) return this.#close(bytes);
    if (this.#isFinal && opcode !== Opcode.continuation) {
      return this.#pass(opcode, this.#input, bytes);
    }
    this.#fragments.add(opcode, this.#input.take(bytes));
    if (!this.#isFinal) return false;
    const message = this.#fragments.opcode;
    const whole = this.#fragments.end();
    return this.#pass(message, whole, whole.length);
  }

  #close(bytes: number): true {
    this.closeStatus = readCloseStatus(this.#input.take(bytes));
    this.#input.clear();
    return this.#pass(Opcode.close, this.#input, 0);
  }

  #pass(opcode: Opcode, payload: ByteQueue, bytes: number): true {
    if (opcode === Opcode.text && !isUtf8(payload.peek(bytes))) {
      throw textViolation('text is not UTF-8');
    }
    this.opcode = opcode;
    this.bytes = bytes;
    this.#payload = payload;
    return true;
  }
}

/** No length, and small for the sake of speed. */
const UNKNOWN = -1;
