// The few pieces of DER, the encoding of certificates (ITU-T X.690), that an authority needs.

/** Elements in their order. */
export function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, ...parts);
}

/** A set. DER wants several elements sorted: pass one. */
export function set(part: Buffer): Buffer {
  return element(0x31, part);
}

/** A context-specific tag, 0 to 30. `isConstructed`: it holds elements, not bytes. */
export function tagged(
  number: number,
  isConstructed: boolean,
  ...parts: readonly Buffer[]
): Buffer {
  return element((isConstructed ? 0xa0 : 0x80) + number, ...parts);
}

/** A non-negative whole number from its big-endian bytes, of which the first is 0 only alone. */
export function integer(bytes: Buffer): Buffer {
  return element(0x02, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

/** A boolean. */
export function bool(value: boolean): Buffer {
  return element(0x01, Buffer.of(value ? 0xff : 0));
}

/** Whole bytes, as a string of bits. */
export function bitString(bytes: Buffer): Buffer {
  return element(0x03, Buffer.of(0), bytes);
}

/** Bytes, or another element's encoding. */
export function octetString(bytes: Buffer): Buffer {
  return element(0x04, bytes);
}

/** Text. */
export function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** A time between 1950 and 2049, to the second. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, Buffer.from(`${digits}Z`));
}

/** An object identifier, such as `2.5.4.3`; each number is below 2 ** 31, the second below 40. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest.flatMap((part) => base128(part))];
  return element(0x06, Buffer.from(bytes));
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
  const digits: number[] = [];
  for (let rest = bytes; rest > 0; rest >>>= 8) digits.unshift(rest & 0xff);
  return Buffer.of(0x80 | digits.length, ...digits);
}
