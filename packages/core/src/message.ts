/** What a packet is for. */
export const MessageKind = {
  /** Wants no answer. */
  Push: 0,
  /** Wants an answer that repeats its id. */
  Request: 1,
  /** Answers a request. */
  Response: 2,
  /** Answers a request with an error. */
  Failure: 3,
  /** The requester of this id has given up. */
  Cancel: 4,
  /** Belongs to the session, not to the application. */
  Control: 5,
} as const;
/** One of the values of `MessageKind`. */
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind];

/** What stands before a body. Which fields reach the wire depends on the packet format. */
export interface MessageHeader {
  kind: MessageKind;
  /** Which handler it is for. */
  type: number;
  /** Pairs an answer with its request; 0 for a push. */
  id: number;
  /** Of a request: milliseconds the caller waits, 0 if not stated. Of a failure: its number. */
  argument: number;
  /** The application's version of this packet, for formats that have one; 0 if not set. */
  version?: number | undefined;
  /** Eight bytes that the format passes through untouched; zeros if not set. */
  extension?: Uint8Array | undefined;
}

/** A received packet. Its body stays undecoded until a handler wants it. */
export class Message {
  readonly kind: MessageKind;
  readonly type: number;
  readonly id: number;
  /** The undecoded body. Whoever handles the message owns it. */
  readonly body: Uint8Array;
  readonly argument: number;
  /** When it arrived, in whole milliseconds of the session's clock. */
  receivedAtMs = 0;
  #cancelled: Error | undefined = undefined;
  #controller: AbortController | undefined = undefined;

  constructor(kind: MessageKind, type: number, id: number, body: Uint8Array, argument = 0) {
    this.kind = kind;
    this.type = type;
    this.id = id;
    this.body = body;
    this.argument = argument;
  }

  /** Until when the caller waits, on the session's clock (`performance.now()`); else `Infinity`. */
  get deadline(): number {
    const waits = this.kind === MessageKind.Request && this.argument > 0;
    return waits ? this.receivedAtMs + this.argument : Infinity;
  }

  /** Milliseconds until the caller gives up; `Infinity` if it did not say, never below 0. */
  timeLeftMs(nowMs: number = performance.now()): number {
    return Math.max(0, this.deadline - nowMs);
  }

  /** Aborts when the caller gave up, the handler's time is over, or the session ended. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled !== undefined) this.#controller.abort(this.#cancelled);
    }
    return this.#controller.signal;
  }

  /** Whether nobody waits for this message's answer any more. */
  get isCancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  /** @internal Called by the session. The first reason stays. */
  cancel(reason: Error): void {
    if (this.#cancelled !== undefined) return;
    this.#cancelled = reason;
    this.#controller?.abort(reason);
  }
}
