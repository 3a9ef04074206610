/**
 * The field of 256 elements in which Reed-Solomon codes reckon: bytes, added by XOR, multiplied
 * modulo x^8 + x^4 + x^3 + x^2 + 1. Two, that is x, generates it (klauspost/reedsolomon, galois.go).
 */
export function multiply(a: number, b: number): number {
  if (a === 0 || b === 0) return 0;
  return EXP[LOG[a]! + LOG[b]!]!;
}

/** The element that times `a` is one. There is none for 0, which may not be asked for. */
export function inverse(a: number): number {
  return EXP[ORDER - LOG[a]!]!;
}

/** `a` times itself, `exponent` factors in all; none give one, even of zero. */
export function power(a: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (a === 0) return 0;
  return EXP[(LOG[a]! * exponent) % ORDER]!;
}

/** `target` plus `factor` times `source`, byte by byte, written to `target`, up to `count` bytes. */
export function addProduct(
  target: Uint8Array,
  factor: number,
  source: Uint8Array,
  count: number,
): void {
  for (let byte = 0; byte < 256; byte++) products[byte] = multiply(factor, byte);
  for (let at = 0; at < count; at++) target[at]! ^= products[source[at]!]!;
}

/** What the loop above looks up: one factor times every byte. */
const products = new Uint8Array(256);

/** The powers of two before they repeat. */
const ORDER = 255;
const POLYNOMIAL = 0x11d;
/** Powers of two, twice over, so that a sum of two logarithms needs no modulo. */
const EXP = new Uint8Array(2 * ORDER);
const LOG = new Uint8Array(256);

for (let exponent = 0, element = 1; exponent < ORDER; exponent++) {
  EXP[exponent] = EXP[exponent + ORDER] = element;
  LOG[element] = exponent;
  element <<= 1;
  if (element > 0xff) element ^= POLYNOMIAL;
}
