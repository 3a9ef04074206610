/**
 * How datagrams between two peers of this package look: `kind(1) session(8)`, then what the kind
 * says; big-endian. The high half of `kind` is the version, 1.
 *
 * | kind | after the header | sent by |
 * | --- | --- | --- |
 * | `11` hello | 16 bytes of 0 | dialler: asks for a cookie |
 * | `12` challenge | cookie(16) | acceptor, to a hello: as long as the hello |
 * | `13` open | cookie(16) | dialler: opens the session |
 * | `14` accept | nothing | acceptor, to each open of a session that is open |
 * | `15` data | one packet | both |
 * | `16` ping | nothing | both; the other end answers with a pong |
 * | `17` pong | nothing | both |
 * | `18` close | code(2): 0 when orderly | both; also the acceptor's no to a hello or an open |
 */
export const Kind = {
  Hello: 0x11,
  Challenge: 0x12,
  Open: 0x13,
  Accept: 0x14,
  Data: 0x15,
  Ping: 0x16,
  Pong: 0x17,
  Close: 0x18,
} as const;

/** One of `Kind`. */
export type Kind = (typeof Kind)[keyof typeof Kind];

/**
 * Names a session in each of its datagrams: 64 bits that the dialler draws at random, as two signed
 * halves. Who cannot see the traffic cannot guess it, and so can neither end nor feed a session.
 */
export interface SessionId {
  readonly idHigh: number;
  readonly idLow: number;
}

/** The kind of `datagram`, when it is as long as that kind has to be. */
export function kindOf(datagram: Uint8Array): Kind | undefined {
  const kind = datagram[0];
  const length = kind === undefined ? undefined : LENGTHS.get(kind);
  if (length === undefined) return undefined;
  const isRight = kind === Kind.Data ? datagram.length >= length : datagram.length === length;
  // The keys of LENGTHS are the kinds.
  return isRight ? (kind as Kind) : undefined;
}

/** The session that a datagram with a `kindOf` is about. */
export function sessionIdOf(datagram: Uint8Array): SessionId {
  return { idHigh: readInt32(datagram, 1), idLow: readInt32(datagram, 5) };
}

/** Whether a datagram with a `kindOf` is about this session. */
export function isAbout(datagram: Uint8Array, { idHigh, idLow }: SessionId): boolean {
  return readInt32(datagram, 5) === idLow && readInt32(datagram, 1) === idHigh;
}

/** What follows the header: a view. */
export function payloadOf({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  // What Node receives is a Buffer, whose `subarray` costs more and makes another Buffer.
  return new Uint8Array(buffer, byteOffset + HEADER_BYTES, length - HEADER_BYTES);
}

/** The code of a close notice. */
export function closeCodeOf(datagram: Uint8Array): number {
  return ((datagram[9] ?? 0) << 8) | (datagram[10] ?? 0);
}

/** A datagram with `payload` after its header. */
export function writeDatagram(
  kind: Kind,
  id: SessionId,
  payload: Uint8Array = NOTHING,
): Uint8Array {
  const datagram = new Uint8Array(HEADER_BYTES + payload.length);
  writeHeader(datagram, kind, id);
  datagram.set(payload, HEADER_BYTES);
  return datagram;
}

/** A hello, with room for the cookie that the answer will have. */
export function writeHello(id: SessionId): Uint8Array {
  return writeDatagram(Kind.Hello, id, new Uint8Array(COOKIE_BYTES));
}

/** A close notice. @param code 0 for an orderly end. */
export function writeClose(id: SessionId, code: number): Uint8Array {
  return writeDatagram(Kind.Close, id, Uint8Array.of(code >>> 8, code));
}

/** Fill in the first `HEADER_BYTES` of `out`. */
export function writeHeader(out: Uint8Array, kind: Kind, { idHigh, idLow }: SessionId): void {
  out[0] = kind;
  writeInt32(out, 1, idHigh);
  writeInt32(out, 5, idLow);
}

function readInt32(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return high | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}

function writeInt32(out: Uint8Array, at: number, value: number): void {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
}

/** Bytes that each datagram has before its payload. */
export const HEADER_BYTES = 9;
/** An HMAC-SHA256 cut to 128 bits. */
export const COOKIE_BYTES = 16;
/** Codes of close notices, beside those that a `NetError` has as its `closeCode`. */
export const CloseCode = {
  Orderly: 0,
  GoingAway: 1,
  TooManySessions: 25,
  TooManySessionsPerAddress: 26,
  /** Not orderly, and without a code of its own. */
  Unspecified: 0xffff,
} as const;

const NOTHING = new Uint8Array(0);
const HANDSHAKE_BYTES = HEADER_BYTES + COOKIE_BYTES;
const LENGTHS: ReadonlyMap<number, number> = new Map([
  [Kind.Hello, HANDSHAKE_BYTES],
  [Kind.Challenge, HANDSHAKE_BYTES],
  [Kind.Open, HANDSHAKE_BYTES],
  [Kind.Accept, HEADER_BYTES],
  [Kind.Data, HEADER_BYTES],
  [Kind.Ping, HEADER_BYTES],
  [Kind.Pong, HEADER_BYTES],
  [Kind.Close, HEADER_BYTES + 2],
]);
