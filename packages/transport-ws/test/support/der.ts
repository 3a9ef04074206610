/** The few pieces of DER (ITU-T X.690) that a certificate is made of. */

export function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

export function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, ...parts);
}

/** A context-specific tag. `isConstructed`: it holds elements, not bytes. */
export function tagged(
  number: number,
  isConstructed: boolean,
  ...parts: readonly Buffer[]
): Buffer {
  return element((isConstructed ? 0xa0 : 0x80) + number, ...parts);
}

/** A non-negative whole number from its big-endian bytes. */
export function integer(bytes: Buffer): Buffer {
  return element(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

export function bool(value: boolean): Buffer {
  return element(0x01, Buffer.of(value ? 0xff : 0));
}

export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return element(0x03, Buffer.of(unusedBits), bytes);
}

export function octetString(bytes: Buffer): Buffer {
  return element(0x04, bytes);
}

export function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** A time between 1950 and 2049. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}

/** An object identifier, such as `2.5.4.3`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(
    0x06,
    Buffer.from([first * 40 + second, ...rest.flatMap((part) => base128(part))]),
  );
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.of(bytes);
  return bytes < 0x100 ? Buffer.of(0x81, bytes) : Buffer.of(0x82, bytes >>> 8, bytes & 0xff);
}
