/**
 * What two ends of this library tell each other beside the stream. A note is the data of a WINS
 * segment, where other implementations of KCP expect none and skip it:
 *
 * `"@net"(4) kind(1) zero(3) from(8) to(8)`.
 *
 * `from` is a random token of the sender; `to` is that of the receiver, or zeros while the sender
 * does not know it. Who sends the right `to` has read our datagrams.
 */
export interface SessionNote {
  readonly kind: NoteKind;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/**
 * - `hello`: I understand notes.
 * - `welcome`: I know that you receive what I send.
 * - `end`: all I had to send has been acknowledged; I wait for your end.
 * - `ended`: the same, and I have your end: nothing more will come.
 * - `abort`: I have dropped the session.
 */
export type NoteKind = 'hello' | 'welcome' | 'end' | 'ended' | 'abort';

/** The bytes of a note. */
export function writeNote({ kind, from, to }: SessionNote): Uint8Array {
  const bytes = new Uint8Array(NOTE_BYTES);
  bytes.set(MAGIC);
  bytes[4] = KINDS.indexOf(kind) + 1;
  bytes.set(from, 8);
  bytes.set(to, 16);
  return bytes;
}

/** The note that `bytes` are, if any. */
export function readNote(bytes: Uint8Array): SessionNote | undefined {
  const kind = KINDS[(bytes[4] ?? 0) - 1];
  if (bytes.length !== NOTE_BYTES || kind === undefined) return undefined;
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) return undefined;
  return { kind, from: bytes.subarray(8, 16), to: bytes.subarray(16, 24) };
}

/** Whether two tokens are the same; takes the same time wherever they differ. */
export function isSameToken(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index += 1)
    difference |= one[index]! ^ (other[index] ?? 0);
  return difference === 0;
}

/** Bytes of a token. */
export const TOKEN_BYTES = 8;
/** The token that nobody has. */
export const NO_TOKEN: Uint8Array = new Uint8Array(TOKEN_BYTES);

const NOTE_BYTES = 24;
const MAGIC = new TextEncoder().encode('@net');
const KINDS: readonly NoteKind[] = ['hello', 'welcome', 'end', 'ended', 'abort'];
