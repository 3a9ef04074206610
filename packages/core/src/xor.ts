/** Exclusive-or the bytes from `at` to `end` with those of `key`, the highest first, over and over. */
export function xor(bytes: DataView, at: number, end: number, key: number): void {
  const words = end - ((end - at) & 3);
  for (; at < words; at += 4) bytes.setInt32(at, bytes.getInt32(at) ^ key);
  for (let shift = 24; at < end; at++, shift -= 8) {
    bytes.setUint8(at, bytes.getUint8(at) ^ (key >>> shift));
  }
}
