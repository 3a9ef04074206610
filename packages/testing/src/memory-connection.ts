import { type Abortable, type Clock, NetError, type OpenConnection } from '@net/core';
import type { Connection } from '@net/core';
import type { ConnectionHandler, ConnectionKind } from '@net/core/extend';
import { closeReason } from './close-reason.ts';
import type { Outbox } from './outbox.ts';

/** What both ends of a connection in memory have in common. */
export interface MemoryWire {
  readonly kind: ConnectionKind;
  readonly clock: Pick<Clock, 'endOfTurn' | 'after'>;
  readonly highWaterMark: number;
  readonly maxSendBytes: number;
  readonly isPausable: boolean;
  readonly closeGraceMs: number;
}

/** One end of a connection in memory. It calls handlers at the end of a turn only. */
export class MemoryConnection implements Connection {
  readonly kind: ConnectionKind;
  readonly local: string;
  readonly remote: string;
  readonly maxSendBytes: number;
  /** Keep what the far end sends. Absent where the transport was told so. */
  declare pause?: () => void;
  /** Take what the far end has sent since `pause`. */
  declare resume?: () => void;
  readonly #wire: MemoryWire;
  readonly #outbox: Outbox;
  readonly #closed: Promise<void>;
  readonly #leftovers: (() => void)[] = [];
  #resolveClosed: () => void = () => {};
  #state: 'open' | 'closing' | 'closed' = 'open';
  #farEnd: MemoryConnection | undefined;
  #handler: ConnectionHandler | undefined;
  #isPaused = false;
  #isScheduled = false;
  #owesDrain = false;

  constructor(wire: MemoryWire, local: string, remote: string, outbox: Outbox) {
    this.kind = wire.kind;
    this.local = local;
    this.remote = remote;
    this.maxSendBytes = wire.maxSendBytes;
    this.#wire = wire;
    this.#outbox = outbox;
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    if (!wire.isPausable) return;
    this.pause = () => this.#pause();
    this.resume = () => this.#resume();
  }

  /** Join two ends. Nothing is delivered before both are opened. */
  static join(one: MemoryConnection, other: MemoryConnection): void {
    one.#farEnd = other;
    other.#farEnd = one;
  }

  get bufferedBytes(): number {
    return this.#outbox.bytes;
  }

  /** Say who receives; called once. */
  open(open: OpenConnection): void {
    this.#handler = open(this);
  }

  send(bytes: Uint8Array): boolean {
    if (this.#state !== 'open') return false;
    if (bytes.length > this.maxSendBytes) {
      this.abort(tooLarge(bytes.length, this.maxSendBytes));
      return false;
    }
    if (bytes.length > 0 || this.kind !== 'stream') this.#outbox.push(bytes);
    this.#schedule();
    if (this.#outbox.bytes < this.#wire.highWaterMark) return true;
    this.#owesDrain = true;
    return false;
  }

  close({ signal }: Abortable = {}): Promise<void> {
    if (this.#state === 'closed') return this.#closed;
    if (this.#state === 'open') {
      const { clock, closeGraceMs } = this.#wire;
      this.#leftovers.push(clock.after(closeGraceMs, () => this.abort(graceOver(closeGraceMs))));
      this.#startClosing();
    }
    if (signal !== undefined) this.#abortOn(signal);
    return this.#closed;
  }

  abort(reason?: Error): void {
    if (this.#state === 'closed') return;
    const farEnd = this.#farEnd;
    this.#endLater(reason);
    if (farEnd === undefined) return;
    farEnd.#endLater(new NetError('CONNECTION_LOST', 'the far end aborted the connection'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #pause(): void {
    this.#isPaused = true;
  }

  #resume(): void {
    this.#isPaused = false;
    if (this.#farEnd !== undefined) this.#farEnd.#schedule();
  }

  /** From now on nothing more is taken, and what is there is sent. */
  #startClosing(): void {
    this.#state = 'closing';
    this.#schedule();
  }

  /** Abort with the reason of `signal`, at once if it has one already. */
  #abortOn(signal: AbortSignal): void {
    const abort = (): void => this.abort(closeReason(signal.reason));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#leftovers.push(() => signal.removeEventListener('abort', abort));
  }

  /** See that what is queued is delivered at the end of this turn. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#wire.clock.endOfTurn(() => this.#flush());
  }

  /** Deliver, and do what had to wait for everything to be delivered. */
  #flush(): void {
    this.#isScheduled = false;
    if (!this.#deliverAll()) return;
    if (this.#owesDrain && this.#state === 'open') {
      this.#owesDrain = false;
      this.#handler?.onDrain();
    }
    if (this.#state === 'closing') this.#finishClosing();
  }

  /** Whether the far end has taken everything. */
  #deliverAll(): boolean {
    const farEnd = this.#farEnd;
    if (farEnd === undefined) return false;
    while (!this.#outbox.isEmpty) {
      if (farEnd.#isPaused) return false;
      const bytes = this.#outbox.take();
      if (bytes !== undefined) farEnd.#handler?.onData(bytes);
    }
    return true;
  }

  /** The far end has had everything from here; it closes once we have had everything from there. */
  #finishClosing(): void {
    const farEnd = this.#farEnd;
    if (farEnd === undefined) return;
    if (farEnd.#state === 'open') return farEnd.#startClosing();
    if (!farEnd.#outbox.isEmpty) return;
    farEnd.#endLater();
    this.#endLater();
  }

  /** Be closed from now on, and say so at the end of this turn. */
  #endLater(error?: Error): void {
    this.#state = 'closed';
    this.#farEnd = undefined;
    this.#outbox.clear();
    for (const clean of this.#leftovers) clean();
    this.#wire.clock.endOfTurn(() => {
      this.#handler?.onClose(error);
      this.#resolveClosed();
    });
  }
}

function tooLarge(bytes: number, limit: number): NetError {
  return new NetError(
    'MESSAGE_TOO_LARGE',
    `a send of ${bytes} bytes is over the limit of ${limit}`,
  );
}

function graceOver(graceMs: number): NetError {
  return new NetError('CONNECTION_LOST', `the far end did not close within ${graceMs} ms`);
}
