import { isUtf8 } from 'node:buffer';
import { ByteQueue } from '@net/core/extend';
import { readCloseStatus } from './close-frame.ts';
import type { CloseStatus } from './close-status.ts';
import { Fragments } from './fragments.ts';
import { FIN, Opcode } from './frame.ts';
import { checkOpcode, checkSecondByte, lengthEnd, readLength } from './frame-header.ts';
import { partsViolation, sizeViolation, textViolation } from './frame-violation.ts';
import { applyMask } from './mask.ts';

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
 * A message in one frame is a view of the chunk it came in, unmasked in place; fragments are
 * gathered. Lengths are checked before their bytes come, and nothing is allocated for them.
 */
export class FrameReader {
  /** What `next` has returned last: `text`, `binary`, `ping`, `pong` or `close`. */
  opcode: Opcode = Opcode.binary;
  /** What the peer's close frame says, once `next` has returned it. */
  closeStatus: CloseStatus | undefined;
  readonly #limits: FrameLimits;
  readonly #isMasked: boolean;
  readonly #input = new ByteQueue();
  readonly #fragments = new Fragments();
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
   * The payload of the next message or control frame, which `opcode` tells apart. The caller owns it.
   *
   * @returns `undefined` when more bytes are needed. Nothing comes after a close frame.
   * @throws FrameViolation after which nothing may be read.
   */
  next(): Uint8Array | undefined {
    while (this.closeStatus === undefined) {
      if (this.#payloadBytes === UNKNOWN && !this.#readHeader()) break;
      if (this.#input.length < this.#payloadBytes) break;
      const payload = this.#complete(this.#takePayload());
      if (payload !== undefined) return payload;
    }
    this.#checkChunks();
    return undefined;
  }

  /** Let go of memory that the bytes left do not need. */
  trim(): void {
    this.#input.trim();
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

  #takePayload(): Uint8Array {
    const payload = this.#input.take(this.#payloadBytes);
    if (this.#key !== 0) applyMask(payload, this.#key);
    this.#payloadBytes = UNKNOWN;
    this.#chunks = 1;
    return payload;
  }

  /** @returns what the frame completes, if it completes something. */
  #complete(payload: Uint8Array): Uint8Array | undefined {
    const opcode = this.#opcode;
    if (opcode > Opcode.binary) return this.#completeControl(opcode, payload);
    if (this.#isFinal && opcode !== Opcode.continuation) return this.#pass(opcode, payload);
    this.#fragments.add(opcode, payload);
    if (!this.#isFinal) return undefined;
    return this.#pass(this.#fragments.opcode, this.#fragments.take());
  }

  #completeControl(opcode: Opcode, payload: Uint8Array): Uint8Array {
    this.opcode = opcode;
    if (opcode === Opcode.close) {
      this.closeStatus = readCloseStatus(payload);
      this.#input.clear();
    }
    return payload;
  }

  #pass(opcode: Opcode, message: Uint8Array): Uint8Array {
    if (opcode === Opcode.text && !isUtf8(message)) throw textViolation('text is not UTF-8');
    this.opcode = opcode;
    return message;
  }
}

/** No length, and small for the sake of speed. */
const UNKNOWN = -1;
