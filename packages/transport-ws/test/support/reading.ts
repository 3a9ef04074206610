import { Opcode } from '../../src/frame.ts';
import { FrameReader } from '../../src/frame-reader.ts';

/** The limits of `ws()` unless a test says otherwise. */
export const LIMITS = { maxPayload: 1_048_640, maxFragments: 128, maxBufferedChunks: 1024 };

/** Bytes written in hex; spaces do not matter. */
export function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

/** What `reader` makes of `chunks`, each as `opcode: payload in hex`. */
export function readAll(reader: FrameReader, ...chunks: readonly Uint8Array[]): string[] {
  const read: string[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    while (reader.next()) {
      read.push(`${NAMES.get(reader.opcode)}: ${takeFrom(reader).toString('hex')}`);
    }
    reader.trim();
  }
  return read;
}

/** Takes what `next` has found. */
export function takeFrom({ payload, bytes }: FrameReader): Buffer {
  const { buffer, byteOffset } = payload.take(bytes);
  return Buffer.from(buffer as ArrayBuffer, byteOffset, bytes);
}

/** What a server's reader makes of hex. */
export function readByServer(...hex: readonly string[]): string[] {
  return readAll(new FrameReader(LIMITS, true), ...hex.map(bytesOf));
}

/** What a client's reader makes of hex. */
export function readByClient(...hex: readonly string[]): string[] {
  return readAll(new FrameReader(LIMITS, false), ...hex.map(bytesOf));
}

const NAMES = new Map<number, string>(Object.entries(Opcode).map(([name, code]) => [code, name]));
