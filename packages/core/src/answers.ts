import type { Clock } from './clock.ts';
import type { Codec } from './codec.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError, ReplyError } from './errors.ts';
import { failureCodec, failureNumber, toFailure } from './failure.ts';
import type { DispatchResults } from './dispatcher.ts';
import type { Bounds } from './limits.ts';
import { type Message, MessageKind } from './message.ts';
import type { Outbox } from './outbox.ts';
import { RateWindow } from './rate-window.ts';
import type { LineWriter } from './session-log.ts';
import { sharedHeader } from './shared-header.ts';
import type { Stats } from './stats.ts';

/** What one session's answers work with. */
export interface AnswersParts {
  readonly outbox: Pick<Outbox, 'write'>;
  /** Whether the protocol can carry failures: see `PacketFeatures.control`. */
  readonly hasControl: boolean;
}

/** Who hears of what is wrong. */
export interface AnswersOwner extends LineWriter {
  /** The peer sends too much that is bad. */
  onTooManyErrors(error: NetError): void;
}

/** What answers share with those of other sessions, and their bound. */
interface AnswersContext {
  readonly clock: Clock;
  readonly stats: Stats;
  readonly bounds: Pick<Bounds, 'maxSoftErrors'>;
}

/** Sends back what became of the messages that a session has received. */
export class Answers implements DispatchResults {
  readonly #outbox: AnswersParts['outbox'];
  readonly #hasControl: boolean;
  readonly #context: AnswersContext;
  readonly #owner: AnswersOwner;
  #softErrors: RateWindow | undefined;
  #isStopped = false;

  constructor(parts: AnswersParts, context: AnswersContext, owner: AnswersOwner) {
    this.#outbox = parts.outbox;
    this.#hasControl = parts.hasControl;
    this.#context = context;
    this.#owner = owner;
  }

  onResult(message: Message, result: unknown, reply: Codec<unknown> | undefined): void {
    if (message.kind !== Kind.Request || reply === undefined) return;
    if (this.#isStopped || message.isCancelled) return;
    const header = sharedHeader(Kind.Response, message.type, message.id, 0);
    this.#outbox.write(header, reply, result);
  }

  onError(message: Message, error: unknown): void {
    const failure = toFailure(error);
    if (failure.code === 'HANDLER_ERROR' || failure.code === 'HANDLER_TIMEOUT') {
      this.#context.stats.handlerErrors++;
      this.#owner.line('error', { type: message.type, error }, 'a handler failed');
    } else if (failure !== error) {
      this.#onSoftError(error);
    }
    this.#answerFailure(message, failure);
  }

  onRefused(message: Message, code: NetErrorCode, text: string): void {
    this.#context.stats.dropped++;
    this.#answerFailure(message, new ReplyError(code, text));
  }

  /** The session has ended. */
  stop(): void {
    this.#isStopped = true;
  }

  #answerFailure(message: Message, failure: ReplyError): void {
    if (message.kind !== Kind.Request || !this.#hasControl) return;
    if (this.#isStopped || message.isCancelled) return;
    // One that does not fit the connection is told in fewer words.
    if (!this.#sendFailure(message, failure)) this.#sendFailure(message, toFailure(undefined));
  }

  #sendFailure({ type, id }: Message, failure: ReplyError): boolean {
    try {
      const header = sharedHeader(Kind.Failure, type, id, failureNumber(failure.code));
      this.#outbox.write(header, failureCodec, failure);
      return true;
    } catch (error) {
      this.#owner.line('error', { type, error }, 'a failure could not be sent');
      return false;
    }
  }

  #onSoftError(error: unknown): void {
    const { stats, clock, bounds } = this.#context;
    stats.softErrors++;
    this.#owner.line('debug', { error }, 'a message was refused');
    this.#softErrors ??= new RateWindow(bounds.maxSoftErrors, MINUTE_MS);
    if (this.#softErrors.add(clock.now())) return;
    const text = `more than ${bounds.maxSoftErrors} bad messages in a minute`;
    this.#owner.onTooManyErrors(new NetError('TOO_MANY_ERRORS', text, { cause: error }));
  }
}

// A constant of this module: decision 18.
const Kind = MessageKind;
const MINUTE_MS = 60_000;
