/** The 16-bit number at `at`, unsigned. The caller has made sure that the bytes are there. */
export function readUint16(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  const first = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  return littleEndian ? first | (second << 8) : (first << 8) | second;
}

/** The 32-bit number at `at`, as a signed one. The caller has made sure that the bytes are there. */
export function readInt32(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  const first = readUint16(bytes, at, littleEndian);
  const second = readUint16(bytes, at + 2, littleEndian);
  return littleEndian ? first | (second << 16) : (first << 16) | second;
}
