import type { Framer } from '@net/core/extend';
import { LengthField } from './length-field.ts';
import { LengthPrefixed } from './length-prefixed.ts';
import { HEADER_BYTES, HeaderAt } from './packet-header.ts';

/** Cuts packets that `length(4)` stands before, which does not count itself. */
export function framePackets(maxBodyBytes: number): Framer {
  return new LengthPrefixed({
    bytes: 4,
    littleEndian: false,
    includesItself: false,
    minFrameBytes: HEADER_BYTES,
    maxFrameBytes: HEADER_BYTES + maxBodyBytes,
  });
}

/** Cuts packets that nothing stands before, by the length in their header. */
export function frameBarePackets(maxBodyBytes: number): Framer {
  return new LengthField({
    headerBytes: HEADER_BYTES,
    lengthAt: HeaderAt.bodyBytes,
    maxBodyBytes,
  });
}
