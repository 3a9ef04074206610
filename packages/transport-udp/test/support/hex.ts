/** `'11 0000'` → bytes. */
export function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

/** Bytes → `'110000'`. */
export function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}
