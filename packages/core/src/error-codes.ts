/** The families of errors. */
export type ErrorKind =
  | 'config'
  | 'connect'
  | 'auth'
  | 'session'
  | 'timeout'
  | 'cancel'
  | 'limit'
  | 'overload'
  | 'protocol'
  | 'codec'
  | 'remote'
  | 'internal';

interface CodeFacts {
  readonly kind: ErrorKind;
  /** Whether the same call may succeed later, after a delay. */
  readonly retryable: boolean;
  /** The number that tells the peer why a session was closed, where the transport has room for one. */
  readonly closeCode?: number;
}

/** The code of an error: stable, unlike its message. */
export type NetErrorCode =
  | 'INVALID_OPTION'
  | 'BAD_ADDRESS'
  | 'UNKNOWN_SCHEME'
  | 'UNSUPPORTED'
  | 'QUIC_UNAVAILABLE'
  | 'ADDRESS_IN_USE'
  | 'LISTEN_FAILED'
  | 'CONNECT_FAILED'
  | 'CONNECTION_REFUSED'
  | 'CONNECT_TIMEOUT'
  | 'TLS_ERROR'
  | 'HANDSHAKE_TIMEOUT'
  | 'AUTH_FAILED'
  | 'AUTH_EXPIRED'
  | 'AUTH_RATE_LIMITED'
  | 'KICKED'
  | 'SESSION_REPLACED'
  | 'HEARTBEAT_TIMEOUT'
  | 'IDLE_TIMEOUT'
  | 'ORIGIN_REJECTED'
  | 'NORMAL'
  | 'GOING_AWAY'
  | 'NOT_CONNECTED'
  | 'SESSION_CLOSED'
  | 'CONNECTION_LOST'
  | 'REQUEST_TIMEOUT'
  | 'CANCELLED'
  | 'TOO_MANY_PENDING'
  | 'MESSAGE_TOO_LARGE'
  | 'SLOW_CONSUMER'
  | 'RATE_LIMITED'
  | 'CANCEL_FLOOD'
  | 'TOO_MANY_SESSIONS'
  | 'TOO_MANY_SESSIONS_PER_ADDRESS'
  | 'OVERLOADED'
  | 'TOO_MANY_REQUESTS'
  | 'BAD_PACKET'
  | 'FRAME_LENGTH_MISMATCH'
  | 'VERSION_UNSUPPORTED'
  | 'FRAME_TOO_LARGE'
  | 'FRAME_TIMEOUT'
  | 'TOO_MANY_ERRORS'
  | 'UNKNOWN_COMMAND'
  | 'BAD_MESSAGE'
  | 'DECODE_FAILED'
  | 'ENCODE_FAILED'
  | 'DEPTH_EXCEEDED'
  | 'NODES_EXCEEDED'
  | 'FORBIDDEN_KEY'
  | 'XML_DTD_FORBIDDEN'
  | 'HANDLER_ERROR'
  | 'HANDLER_TIMEOUT'
  | 'INTERNAL_ERROR';

/** What is known of `code`; an application's own codes are `remote` and not retryable. */
export function factsOf(code: string): CodeFacts {
  return FACTS.get(code) ?? APPLICATION;
}

/** The code that a peer means by a close code; `CONNECTION_LOST` for a number that is none. */
export function codeOfClose(closeCode: number): NetErrorCode {
  return CLOSE_CODES.get(closeCode) ?? 'CONNECTION_LOST';
}

const CODES: Record<NetErrorCode, CodeFacts> = {
  INVALID_OPTION: { kind: 'config', retryable: false },
  BAD_ADDRESS: { kind: 'config', retryable: false },
  UNKNOWN_SCHEME: { kind: 'config', retryable: false },
  UNSUPPORTED: { kind: 'config', retryable: false },
  QUIC_UNAVAILABLE: { kind: 'config', retryable: false },
  ADDRESS_IN_USE: { kind: 'connect', retryable: true },
  LISTEN_FAILED: { kind: 'connect', retryable: false },
  CONNECT_FAILED: { kind: 'connect', retryable: true },
  CONNECTION_REFUSED: { kind: 'connect', retryable: true },
  CONNECT_TIMEOUT: { kind: 'connect', retryable: true },
  TLS_ERROR: { kind: 'connect', retryable: false },
  HANDSHAKE_TIMEOUT: { kind: 'connect', retryable: true, closeCode: 10 },
  AUTH_FAILED: { kind: 'auth', retryable: false, closeCode: 11 },
  AUTH_EXPIRED: { kind: 'auth', retryable: true, closeCode: 12 },
  AUTH_RATE_LIMITED: { kind: 'auth', retryable: true, closeCode: 13 },
  ORIGIN_REJECTED: { kind: 'auth', retryable: false, closeCode: 14 },
  KICKED: { kind: 'session', retryable: false, closeCode: 15 },
  SESSION_REPLACED: { kind: 'session', retryable: false, closeCode: 16 },
  HEARTBEAT_TIMEOUT: { kind: 'session', retryable: true, closeCode: 20 },
  IDLE_TIMEOUT: { kind: 'session', retryable: false, closeCode: 21 },
  NORMAL: { kind: 'session', retryable: false, closeCode: 0 },
  GOING_AWAY: { kind: 'session', retryable: true, closeCode: 1 },
  NOT_CONNECTED: { kind: 'session', retryable: true },
  SESSION_CLOSED: { kind: 'session', retryable: true },
  CONNECTION_LOST: { kind: 'session', retryable: true },
  REQUEST_TIMEOUT: { kind: 'timeout', retryable: true },
  CANCELLED: { kind: 'cancel', retryable: false },
  TOO_MANY_PENDING: { kind: 'limit', retryable: true },
  MESSAGE_TOO_LARGE: { kind: 'limit', retryable: false },
  SLOW_CONSUMER: { kind: 'limit', retryable: true, closeCode: 22 },
  RATE_LIMITED: { kind: 'overload', retryable: true, closeCode: 23 },
  CANCEL_FLOOD: { kind: 'overload', retryable: true, closeCode: 24 },
  TOO_MANY_SESSIONS: { kind: 'overload', retryable: true, closeCode: 25 },
  TOO_MANY_SESSIONS_PER_ADDRESS: { kind: 'overload', retryable: true, closeCode: 26 },
  OVERLOADED: { kind: 'overload', retryable: true, closeCode: 27 },
  TOO_MANY_REQUESTS: { kind: 'overload', retryable: true },
  BAD_PACKET: { kind: 'protocol', retryable: false, closeCode: 2 },
  FRAME_LENGTH_MISMATCH: { kind: 'protocol', retryable: false, closeCode: 3 },
  VERSION_UNSUPPORTED: { kind: 'protocol', retryable: false, closeCode: 4 },
  FRAME_TOO_LARGE: { kind: 'protocol', retryable: false, closeCode: 5 },
  FRAME_TIMEOUT: { kind: 'protocol', retryable: true, closeCode: 2 },
  TOO_MANY_ERRORS: { kind: 'protocol', retryable: true, closeCode: 6 },
  UNKNOWN_COMMAND: { kind: 'protocol', retryable: false },
  BAD_MESSAGE: { kind: 'codec', retryable: false },
  DECODE_FAILED: { kind: 'codec', retryable: false },
  ENCODE_FAILED: { kind: 'codec', retryable: false },
  DEPTH_EXCEEDED: { kind: 'codec', retryable: false },
  NODES_EXCEEDED: { kind: 'codec', retryable: false },
  FORBIDDEN_KEY: { kind: 'codec', retryable: false },
  XML_DTD_FORBIDDEN: { kind: 'codec', retryable: false },
  HANDLER_ERROR: { kind: 'remote', retryable: false },
  HANDLER_TIMEOUT: { kind: 'remote', retryable: true },
  INTERNAL_ERROR: { kind: 'internal', retryable: true, closeCode: 30 },
};

/** Of codes that share a number, the first. */
const CLOSE_CODES = new Map<number | undefined, NetErrorCode>(
  Object.entries(CODES)
    .map(([code, { closeCode }]) => [closeCode, code as NetErrorCode] as const)
    .toReversed(),
);
const FACTS = new Map<string, CodeFacts>(Object.entries(CODES));
const APPLICATION: CodeFacts = { kind: 'remote', retryable: false };
