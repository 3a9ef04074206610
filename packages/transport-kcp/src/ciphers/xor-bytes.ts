/** XORs the bytes of `target` from `start` to `end` with those of `mask`, from its beginning. */
export function xorBytes(target: Uint8Array, start: number, end: number, mask: Uint8Array): void {
  const words = (end - start) >> 2;
  if (canUseWords(target, start) && canUseWords(mask, 0)) xorWords(target, start, words, mask);
  else xorSingly(target, start, start + 4 * words, mask, 0);
  xorSingly(target, start + 4 * words, end, mask, 4 * words);
}

function canUseWords(bytes: Uint8Array, start: number): boolean {
  return (bytes.byteOffset + start) % 4 === 0;
}

/** A third of the time of single bytes. */
function xorWords(target: Uint8Array, start: number, count: number, mask: Uint8Array): void {
  const left = new Uint32Array(target.buffer, target.byteOffset + start, count);
  const right = new Uint32Array(mask.buffer, mask.byteOffset, count);
  for (let at = 0; at < count; at++) left[at]! ^= right[at]!;
}

function xorSingly(
  target: Uint8Array,
  start: number,
  end: number,
  mask: Uint8Array,
  from: number,
): void {
  for (let at = start, maskAt = from; at < end; at++, maskAt++) target[at]! ^= mask[maskAt]!;
}
