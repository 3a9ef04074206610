import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import type { Samples } from '../../lib/samples.ts';
import { InOrder } from '../../load/in-order.ts';
import type { Exchange } from '../exchange.ts';

/** The part of a connection that requests need. */
export type Sender = Pick<Connection, 'send' | 'close'>;

/** What the lines of a round have in common. */
export interface RoundOfLines {
  readonly exchange: Exchange;
  /** Requests in flight on each. */
  readonly window: number;
  readonly samples: Samples;
  /** How many of `wanted` requests may still be sent. */
  take(wanted: number): number;
  onReplies(complete: number): void;
  fail(why: string): void;
}

/** One connection, and in a round its requests in flight. */
export class Line implements ConnectionHandler {
  readonly #sender: Sender;
  #round: RoundOfLines | undefined;
  #replies: InOrder | undefined;
  /** In the repeating requests, the first that is not sent. */
  #position = 0;
  #unsent = 0;
  #isFull = false;
  #end: string | undefined;

  constructor(sender: Sender) {
    this.#sender = sender;
  }

  /** Sends the first requests of a round, the one before having been answered. */
  begin(round: RoundOfLines): void {
    const { replies, distinct } = round.exchange;
    const replyBytes = replies.length / distinct;
    // Servers that count go on where the round before has ended.
    const at = this.#position * replyBytes;
    const expected = Buffer.concat([replies.subarray(at), replies.subarray(0, at)]);
    this.#round = round;
    this.#replies = new InOrder(expected, replyBytes, round.window, round.samples);
    if (this.#end === undefined) this.#ask(round, round.window, performance.now());
    else round.fail(this.#end);
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  onData(bytes: Uint8Array): void {
    const nowMs = performance.now();
    const round = this.#round;
    if (round === undefined || this.#replies === undefined) return;
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    try {
      const complete = this.#replies.accept(chunk, nowMs);
      this.#ask(round, complete, nowMs);
      round.onReplies(complete);
    } catch (error) {
      round.fail(String(error));
    }
  }

  onDrain(): void {
    this.#isFull = false;
    if (this.#round) this.#flush(this.#round.exchange);
  }

  onClose(error?: Error): void {
    this.#end = `a connection was closed: ${error?.message ?? 'in order'}`;
    this.#round?.fail(this.#end);
  }

  #ask(round: RoundOfLines, wanted: number, nowMs: number): void {
    const count = round.take(wanted);
    this.#replies?.sent(count, nowMs);
    this.#unsent += count;
    this.#flush(round.exchange);
  }

  #flush({ requests, distinct }: Exchange): void {
    const bytes = requests.length / distinct;
    while (this.#unsent > 0 && !this.#isFull) {
      const count = Math.min(this.#unsent, distinct - this.#position, mostAtOnce(bytes));
      const from = this.#position * bytes;
      // The connection owns what it is given.
      const copy = new Uint8Array(requests.subarray(from, from + count * bytes));
      this.#isFull = !this.#sender.send(copy);
      this.#position = (this.#position + count) % distinct;
      this.#unsent -= count;
    }
  }
}

/** Large requests go one by one, so that a full connection is noticed. */
function mostAtOnce(bytes: number): number {
  return Math.max(1, Math.floor(MOST_BYTES_AT_ONCE / bytes));
}

const MOST_BYTES_AT_ONCE = 64 * 1024;
