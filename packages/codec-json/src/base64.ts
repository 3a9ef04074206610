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
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let bitCount = 0;
  let to = 0;
  for (let at = 0; at < text.length - padding; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? INVALID;
    if (value === INVALID) return undefined;
    bits = ((bits << 6) | value) & 0xfff;
    bitCount += 6;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes[to++] = bits >> bitCount;
  }
  return (bits & ((1 << bitCount) - 1)) === 0 ? bytes : undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 0x3d;
const INVALID = 0xff;
const CHARACTERS: Uint8Array = new TextEncoder().encode(ALPHABET);
const VALUES: Uint8Array = new Uint8Array(128).fill(INVALID);
for (const [value, character] of CHARACTERS.entries()) VALUES[character] = value;
const decoder = new TextDecoder();
