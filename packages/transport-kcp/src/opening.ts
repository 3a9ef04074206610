import { fecHeaderBytes, fecTypeOf } from './fec-header.ts';
import { Command, readInt32, SEGMENT_HEADER_BYTES, SegmentHeader } from './segment.ts';
import { readNote } from './session-note.ts';

/**
 * The conversation that a datagram from an unknown address may open: it has to be whole, and to
 * bring data near the beginning of a stream or our own greeting. Anything else opens nothing, unlike
 * in kcp-go, where any 24 bytes do.
 *
 * @param payload may have an FEC header; parity opens nothing.
 * @param receiveWindow of the session that would be opened.
 */
export function readOpening(payload: Uint8Array, receiveWindow: number): number | undefined {
  const type = fecTypeOf(payload);
  if (type === undefined) return openingOf(payload, receiveWindow);
  if (type !== 'data') return undefined;
  return openingOf(payload.subarray(fecHeaderBytes), receiveWindow);
}

/** The conversation that a datagram belongs to; `undefined` of parity, which does not say. */
export function convOf(payload: Uint8Array): number | undefined {
  const type = fecTypeOf(payload);
  if (type !== undefined && type !== 'data') return undefined;
  const at = type === undefined ? 0 : fecHeaderBytes;
  return payload.length < at + SEGMENT_HEADER_BYTES ? undefined : readInt32(payload, at);
}

function openingOf(segments: Uint8Array, receiveWindow: number): number | undefined {
  const header = new SegmentHeader();
  let conv = 0;
  let opens = false;
  for (let at = 0; segments.length - at >= SEGMENT_HEADER_BYTES; at += header.len) {
    header.read(segments, at);
    at += SEGMENT_HEADER_BYTES;
    if (at === SEGMENT_HEADER_BYTES) conv = header.conv;
    if (header.conv !== conv || !isWhole(header, segments.length - at)) return undefined;
    opens ||= isOpening(header, segments.subarray(at, at + header.len), receiveWindow);
  }
  return opens && conv !== 0 ? conv : undefined;
}

function isWhole({ cmd, len, una }: SegmentHeader, rest: number): boolean {
  const isKnown = cmd >= Command.PUSH && cmd <= Command.WINS;
  // Nothing has been sent to the peer that it could have received.
  return isKnown && len >= 0 && len <= rest && una === 0;
}

function isOpening({ cmd, sn }: SegmentHeader, data: Uint8Array, receiveWindow: number): boolean {
  if (cmd === Command.PUSH) return sn >= 0 && sn < receiveWindow;
  return cmd === Command.WINS && readNote(data)?.kind === 'hello';
}
