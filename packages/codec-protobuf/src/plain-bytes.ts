/**
 * The same bytes as a plain `Uint8Array`. Fields of bytes are views of what is decoded, and of its
 * kind: one of Node's buffers would be sliced, printed and compared in another way than all others.
 */
export function withoutBuffer(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
