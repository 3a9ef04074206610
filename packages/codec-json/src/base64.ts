/** `bytes` in base64 as of RFC 4648, section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const characters = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING);
  const { length } = bytes;
  let to = 0;
  for (let at = 0; at < length; at += 3) {
    const bits = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    // One character more than there are bytes, of the three; the rest stays padding.
    const last = Math.max(0, 18 - 6 * (length - at));
    for (let shift = 18; shift >= last; shift -= 6) {
      characters[to + (18 - shift) / 6] = CHARACTERS[(bits >> shift) & 0x3f] ?? 0;
    }
    to += 4;
  }
  return decoder.decode(characters);
}

/**
 * The bytes of `text`; `undefined` for a text that `toBase64` does not write: with other characters,
 * without its padding, or with bits set that say nothing.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  const binary = decodeLoosely(text);
  // `atob` passes over spaces, missing padding and spare bits.
  if (binary === undefined || btoa(binary) !== text) return undefined;
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** A unit for each byte of `text`. */
function decodeLoosely(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    // It says only that this is not base64, which is what the caller is told.
    return undefined;
  }
}

const PADDING = 0x3d;
const CHARACTERS: Uint8Array = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);
const decoder = new TextDecoder();
