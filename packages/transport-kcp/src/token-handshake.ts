import { crc32 } from 'node:zlib';
import { readInt32, writeInt32 } from './segment.ts';
import { isSameToken, NO_TOKEN, TOKEN_BYTES } from './session-note.ts';

/**
 * How a session with `security: 'token'` opens. All datagrams begin with the token of their session;
 * those before there is one, with 8 zeros:
 *
 * - open, from the client: `zero(8) 1 nonce(8) cookie(16) conv(4) crc(4)`, first with zeros for the
 *   cookie;
 * - retry, with what a client has to repeat: `zero(8) 2 nonce(8) cookie(16) crc(4)`;
 * - accept: `zero(8) 3 nonce(8) token(8) crc(4)`.
 *
 * Little-endian; the CRC-32 is of all before it. No answer is longer than the question.
 */
export interface OpenRequest {
  /** Random: answers repeat it. */
  readonly nonce: Uint8Array;
  readonly cookie: Uint8Array;
  readonly conv: number;
}

/** What a client is answered. */
export type OpenAnswer =
  | { readonly kind: 'retry'; readonly cookie: Uint8Array }
  | { readonly kind: 'accept'; readonly token: Uint8Array };

/** Bytes of a cookie. */
export const COOKIE_BYTES = 16;

/** Whether `datagram` belongs to no session yet. */
export function isHandshake(datagram: Uint8Array): boolean {
  return isSameToken(NO_TOKEN, datagram.subarray(0, TOKEN_BYTES));
}

/** The bytes of a request. */
export function writeOpen({ nonce, cookie, conv }: OpenRequest): Uint8Array {
  const content = new Uint8Array(COOKIE_BYTES + CONV_BYTES);
  content.set(cookie);
  writeInt32(content, COOKIE_BYTES, conv);
  return handshake(Kind.OPEN, nonce, content);
}

/** The request that a handshake datagram is, if any. */
export function readOpen(bytes: Uint8Array): OpenRequest | undefined {
  const content = contentOf(bytes, Kind.OPEN, COOKIE_BYTES + CONV_BYTES);
  if (content === undefined) return undefined;
  const cookie = content.subarray(0, COOKIE_BYTES);
  return { nonce: nonceOf(bytes), cookie, conv: readInt32(content, COOKIE_BYTES) };
}

/** The bytes of `answer` to who asked with `nonce`. */
export function writeAnswer(nonce: Uint8Array, answer: OpenAnswer): Uint8Array {
  if (answer.kind === 'retry') return handshake(Kind.RETRY, nonce, answer.cookie);
  return handshake(Kind.ACCEPT, nonce, answer.token);
}

/** The answer that a handshake datagram is to who asked with `nonce`, if any. */
export function readAnswer(bytes: Uint8Array, nonce: Uint8Array): OpenAnswer | undefined {
  if (!isHandshake(bytes) || !isSameToken(nonce, nonceOf(bytes))) return undefined;
  const cookie = contentOf(bytes, Kind.RETRY, COOKIE_BYTES);
  if (cookie !== undefined) return { kind: 'retry', cookie };
  const token = contentOf(bytes, Kind.ACCEPT, TOKEN_BYTES);
  return token && { kind: 'accept', token };
}

function handshake(kind: number, nonce: Uint8Array, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CONTENT_AT + content.length + CRC_BYTES);
  bytes[TOKEN_BYTES] = kind;
  bytes.set(nonce, NONCE_AT);
  bytes.set(content, CONTENT_AT);
  const end = bytes.length - CRC_BYTES;
  writeInt32(bytes, end, crc32(bytes.subarray(0, end)));
  return bytes;
}

/** A copy of what stands between nonce and checksum. */
function contentOf(bytes: Uint8Array, kind: number, length: number): Uint8Array | undefined {
  const end = CONTENT_AT + length;
  if (bytes.length !== end + CRC_BYTES || bytes[TOKEN_BYTES] !== kind) return undefined;
  const isWhole = readInt32(bytes, end) === (crc32(bytes.subarray(0, end)) | 0);
  return isWhole ? bytes.slice(CONTENT_AT, end) : undefined;
}

function nonceOf(bytes: Uint8Array): Uint8Array {
  return bytes.slice(NONCE_AT, CONTENT_AT);
}

const Kind = { OPEN: 1, RETRY: 2, ACCEPT: 3 } as const;
const NONCE_AT = TOKEN_BYTES + 1;
const CONTENT_AT = NONCE_AT + TOKEN_BYTES;
const CONV_BYTES = 4;
const CRC_BYTES = 4;
