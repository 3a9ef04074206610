import { NetError } from './errors.ts';

/**
 * Every bound that core keeps. A number is a bound, `false` is "no bound"; anything else is refused
 * at construction.
 */
export interface Limits {
  /** Sessions of one server. 10,000; over it: `TOO_MANY_SESSIONS`. */
  readonly maxSessions: number | false;
  /** Sessions of one remote address (IPv6: one /64). 256; loopback and Unix peers are exempt. */
  readonly maxSessionsPerAddress: number | false;
  /** New sessions a second, twice that in a burst. 1,000; over it: `TOO_MANY_SESSIONS`. */
  readonly newSessionsPerSecond: number | false;
  /** The same for one remote address. 20, 50 in a burst; loopback and Unix peers are exempt. */
  readonly newSessionsPerAddress: number | false;
  /** Sessions of one server whose peers have not proved yet who they are. 1,024. */
  readonly maxUnauthenticated: number | false;
  /** The same for one remote address. 64; loopback and Unix peers are exempt. */
  readonly maxUnauthenticatedPerAddress: number | false;
  /** From accepting a connection to knowing who it is; for a dialler, until it is welcome. 5,000 ms. */
  readonly handshakeTimeoutMs: number | false;
  /** Bytes that a peer may send before it is known. 16 KiB; over it: `FRAME_TOO_LARGE`. */
  readonly maxUnauthenticatedBytes: number | false;
  /** Failed proofs a minute under one name or from one address, then `AUTH_RATE_LIMITED`. 5. */
  readonly maxAuthFailures: number | false;
  /** Silence after which a peer that has said hello is pinged; after twice that it is gone. 20,000 ms. */
  readonly heartbeatMs: number | false;
  /** Requests of one session that wait for their answer. 1,024; over it: `TOO_MANY_PENDING`. */
  readonly maxPendingRequests: number | false;
  /** Received messages of one session that run or wait; at it, reading stops. 128. */
  readonly maxConcurrentRequests: number | false;
  /** How long a request waits when it does not say. 10,000 ms. */
  readonly requestTimeoutMs: number;
  /** How long a handler may take before the caller is told `HANDLER_TIMEOUT`. 30,000 ms. */
  readonly handlerTimeoutMs: number | false;
  /** First to last byte of a frame, and one second more for each 64 KiB of it. 10,000 ms. */
  readonly frameTimeoutMs: number | false;
  /** Unsent bytes of one session at which it is closed: `SLOW_CONSUMER`. 1 MiB. */
  readonly maxWriteBuffer: number | false;
  /** Time without progress of a congested session, then `SLOW_CONSUMER`. 10,000 ms. */
  readonly writeStallTimeoutMs: number | false;
  /** Unsent bytes of all sessions of a server; over it the largest is closed. 256 MiB. */
  readonly maxTotalWriteBuffer: number | false;
  /** Bytes of unfinished frames of all sessions of a server; over it the largest is closed. 256 MiB. */
  readonly maxTotalReceiveBuffer: number | false;
  /** Undecodable and unroutable messages a minute, then `TOO_MANY_ERRORS`. 10. */
  readonly maxSoftErrors: number | false;
  /** Cancelled requests in ten seconds, then `CANCEL_FLOOD`. 100. */
  readonly maxCancels: number | false;
  /** Frames a second of one session, twice that in a burst, then reading stops. Off. */
  readonly maxFramesPerSecond: number | false;
  /** The same in bytes. Off. */
  readonly maxBytesPerSecond: number | false;
  /** How long `session.close()` waits for running handlers and the peer. 5,000 ms. */
  readonly closeTimeoutMs: number;
  /** How long `server.close()` does. 30,000 ms. */
  readonly drainTimeoutMs: number;
}

/** The same as numbers to compare with: no bound is `Infinity`. */
export type Bounds = { readonly [Name in keyof Limits]: number };

/** Limits that differ from the defaults. */
type Chosen = { readonly [Name in keyof Limits]?: Limits[Name] | undefined };

/** The defaults, with what is changed in `chosen`. @throws NetError `INVALID_OPTION` */
export function resolveLimits(chosen: Chosen = {}): Bounds {
  const bounds = new Map<string, number>(Object.entries(DEFAULTS));
  for (const [name, value] of Object.entries(chosen)) {
    if (value !== undefined) bounds.set(name, checkLimit(name, value));
  }
  // Its keys are those of DEFAULTS: checkLimit refuses any other.
  return Object.fromEntries(bounds) as Bounds;
}

/** `value` as a bound, `Infinity` for `false`. @throws NetError `INVALID_OPTION` */
export function checkLimit(name: string, value: unknown): number {
  if (!Object.hasOwn(DEFAULTS, name)) {
    throw new NetError('INVALID_OPTION', `there is no limit called ${name}`);
  }
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  const mayBeOff = !ALWAYS_FINITE.has(name);
  if (value === false && mayBeOff) return Infinity;
  const wanted = mayBeOff ? 'a number above 0 or false' : 'a number above 0';
  throw new NetError('INVALID_OPTION', `limits.${name} is ${wanted}, got ${String(value)}`);
}

const ALWAYS_FINITE: ReadonlySet<string> = new Set([
  'requestTimeoutMs',
  'closeTimeoutMs',
  'drainTimeoutMs',
]);

const DEFAULTS: Bounds = {
  maxSessions: 10_000,
  maxSessionsPerAddress: 256,
  newSessionsPerSecond: 1000,
  newSessionsPerAddress: 20,
  maxUnauthenticated: 1024,
  maxUnauthenticatedPerAddress: 64,
  handshakeTimeoutMs: 5000,
  maxUnauthenticatedBytes: 16 * 1024,
  maxAuthFailures: 5,
  heartbeatMs: 20_000,
  maxPendingRequests: 1024,
  maxConcurrentRequests: 128,
  requestTimeoutMs: 10_000,
  handlerTimeoutMs: 30_000,
  frameTimeoutMs: 10_000,
  maxWriteBuffer: 1024 * 1024,
  writeStallTimeoutMs: 10_000,
  maxTotalWriteBuffer: 256 * 1024 * 1024,
  maxTotalReceiveBuffer: 256 * 1024 * 1024,
  maxSoftErrors: 10,
  maxCancels: 100,
  maxFramesPerSecond: Infinity,
  maxBytesPerSecond: Infinity,
  closeTimeoutMs: 5000,
  drainTimeoutMs: 30_000,
};
