/** Mask, or unmask, `bytes` in place: each byte with one of the key's, the highest first. */
export function applyMask(bytes: Uint8Array, key: number): void {
  const { length } = bytes;
  const whole = length < WORTH_WORDS ? 0 : length & ~7;
  if (whole > 0) maskWords(bytes, key, whole);
  for (let index = whole; index < length; index++) {
    bytes[index]! ^= key >>> (24 - ((index & 3) << 3));
  }
}

/** The first `count` bytes, two words at a time. */
function maskWords(bytes: Uint8Array, key: number, count: number): void {
  const view = viewOf(bytes.buffer);
  const end = bytes.byteOffset + count;
  for (let at = bytes.byteOffset; at < end; at += 8) {
    view.setInt32(at, view.getInt32(at) ^ key);
    view.setInt32(at + 4, view.getInt32(at + 4) ^ key);
  }
}

/** Payloads that follow each other mostly lie in the same memory, and a view takes time to make. */
function viewOf(buffer: ArrayBufferLike): DataView {
  if (buffer === lastView.buffer) return lastView;
  const view = new DataView(buffer);
  if (buffer.byteLength <= LARGEST_KEPT) lastView = view;
  return view;
}

/** From here on words cost less than bytes. */
const WORTH_WORDS = 24;
/** What Node reads at once; a larger block would be kept from the collector. */
const LARGEST_KEPT = 64 * 1024;
let lastView: DataView = new DataView(new ArrayBuffer(0));
