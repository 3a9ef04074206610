/**
 * The head of a KCP segment. A datagram is one or more whole segments.
 *
 * `conv(4) cmd(1) frg(1) wnd(2) ts(4) sn(4) una(4) len(4) data`, little-endian (ikcp.c).
 *
 * The 32-bit fields are held as signed numbers, which the engine keeps without a heap object; they
 * are compared with `serialDiff`.
 */
export class SegmentHeader {
  /** Conversation: the same at both ends, agreed outside of KCP. */
  conv = 0;
  /** One of `Command`. */
  cmd = 0;
  /** Fragments of the message that follow this one; 0 in stream mode. */
  frg = 0;
  /** Segments that the sender of this segment can take. */
  wnd = 0;
  /** PUSH: the sender's milliseconds at this transmission; ACK: those of the acknowledged PUSH. */
  ts = 0;
  /** PUSH: sequence number; ACK: the one acknowledged. */
  sn = 0;
  /** Everything below it has arrived at the sender of this segment. */
  una = 0;
  /** Bytes of data that follow. Negative when it is 2^31 or more. */
  len = 0;

  /** Take the fields from the 24 bytes at `at`. */
  read(bytes: Uint8Array, at: number): void {
    this.conv = readInt32(bytes, at);
    this.cmd = bytes[at + 4]!;
    this.frg = bytes[at + 5]!;
    this.wnd = bytes[at + 6]! | (bytes[at + 7]! << 8);
    this.ts = readInt32(bytes, at + 8);
    this.sn = readInt32(bytes, at + 12);
    this.una = readInt32(bytes, at + 16);
    this.len = readInt32(bytes, at + 20);
  }

  /** Put the fields into the 24 bytes at `at`. */
  write(bytes: Uint8Array, at: number): void {
    writeInt32(bytes, at, this.conv);
    bytes[at + 4] = this.cmd;
    bytes[at + 5] = this.frg;
    bytes[at + 6] = this.wnd;
    bytes[at + 7] = this.wnd >>> 8;
    writeInt32(bytes, at + 8, this.ts);
    writeInt32(bytes, at + 12, this.sn);
    writeInt32(bytes, at + 16, this.una);
    writeInt32(bytes, at + 20, this.len);
  }
}

/** What a segment is for. */
export const Command = {
  /** Carries data. */
  PUSH: 81,
  /** Acknowledges one PUSH. */
  ACK: 82,
  /** Asks for the window. */
  WASK: 83,
  /** Tells the window. */
  WINS: 84,
} as const;

/** Bytes of a segment before its data. */
export const SEGMENT_HEADER_BYTES = 24;

/** The little-endian number at `at`, as a signed one. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** Put `value`, signed or unsigned, at `at`. */
export function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
