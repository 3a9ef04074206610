/**
 * How far `a` is ahead of `b`, for numbers of 32 bits that wrap: times and sequence numbers.
 * Negative when it is behind. Both may be signed or unsigned.
 */
export function serialDiff(a: number, b: number): number {
  return (a - b) | 0;
}
