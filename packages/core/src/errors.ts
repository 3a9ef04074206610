import { type ErrorKind, factsOf, type NetErrorCode } from './error-codes.ts';

/**
 * Whether a failed request ran at the far end: `'no'`, it certainly never reached a handler and is
 * safe to repeat; `'yes'`, the peer said so; `'maybe'`, nobody knows.
 */
type Executed = 'no' | 'yes' | 'maybe';

/** What a `NetError` may carry beside its code and message. */
interface NetErrorOptions {
  readonly cause?: unknown;
  readonly executed?: Executed;
  readonly retryAfterMs?: number | undefined;
}

/** Every error this library makes. Tell them apart by `code`, never by message. */
export class NetError extends Error {
  override readonly name: string = 'NetError';
  readonly code: NetErrorCode | (string & {});
  /** For requests: whether the far handler ran. `'no'` for every error that is not about one. */
  readonly executed: Executed;
  /** How long the peer asks to wait before trying again, if it said. */
  readonly retryAfterMs: number | undefined;

  constructor(code: NetErrorCode | (string & {}), message: string, options: NetErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.executed = options.executed ?? 'no';
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The family that `code` belongs to. */
  get kind(): ErrorKind {
    return factsOf(this.code).kind;
  }

  /** Whether the same call may succeed when it is made again later, after a delay. */
  get retryable(): boolean {
    return factsOf(this.code).retryable;
  }

  /** The number that tells a peer why its session was closed, for codes that close one. */
  get closeCode(): number | undefined {
    return factsOf(this.code).closeCode;
  }

  /** True for errors made by another copy of this package too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const brand = this === NetError ? NET_ERROR : this === ReplyError ? REPLY_ERROR : undefined;
    if (brand === undefined) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && brand in value;
  }
}

/**
 * A handler throws it to say no on purpose; it reaches the caller as thrown. Every error that a
 * peer reports arrives as one, whatever its code.
 *
 * @param code stable, in capitals: `/^[A-Z][A-Z0-9_]{0,63}$/`; another one reaches the caller as
 * `HANDLER_ERROR`.
 * @param data anything JSON can hold, at most 16 KiB with the text and with fewer than a thousand
 * `[` and `{`; more is left out.
 */
export class ReplyError extends NetError {
  override readonly name: string = 'ReplyError';
  readonly data: unknown;

  constructor(
    code: NetErrorCode | (string & {}),
    text: string,
    data?: unknown,
    options: NetErrorOptions = { executed: 'yes' },
  ) {
    super(code, text, options);
    this.data = data;
  }
}

const NET_ERROR = Symbol.for('@net/core.NetError');
Object.defineProperty(NetError.prototype, NET_ERROR, { value: true });
const REPLY_ERROR = Symbol.for('@net/core.ReplyError');
Object.defineProperty(ReplyError.prototype, REPLY_ERROR, { value: true });
