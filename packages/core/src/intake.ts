import type { Clock } from './clock.ts';
import type { Dispatcher, DispatchTarget } from './dispatcher.ts';
import type { NetErrorCode } from './error-codes.ts';
import { NetError } from './errors.ts';
import type { Bounds } from './limits.ts';
import { type Message, MessageKind } from './message.ts';
import type { PendingCalls } from './pending-calls.ts';
import { RateWindow } from './rate-window.ts';
import type { Stats } from './stats.ts';
import type { ConnectionKind } from './transport.ts';

/** Where messages go that are not answers. */
type MessageQueue = Pick<Dispatcher<DispatchTarget>, 'dispatch' | 'isFull' | 'size' | 'cancel'>;

/** What one session's intake works with. */
export interface IntakeParts {
  readonly kind: ConnectionKind;
  /** Whether the packets tell a request from its answer: see `PacketFeatures.control`. */
  readonly hasControl: boolean;
  readonly dispatcher: MessageQueue;
  readonly calls: PendingCalls;
}

/** What an intake shares with those of other sessions, and its bounds. */
interface IntakeContext {
  readonly clock: Clock;
  readonly stats: Stats;
  readonly bounds: Pick<Bounds, 'maxConcurrentRequests' | 'maxCancels'>;
}

/** Who is told of what an intake does not settle itself. */
export interface IntakeOwner {
  /** A packet that belongs to the session itself. @throws NetError what is wrong with it */
  onControl(message: Message): void;
  /** A message that will not run; a request is answered so. */
  onRefused(message: Message, code: NetErrorCode, text: string): void;
}

/** Where a session's received messages go: to who waits for an answer, to a handler, or back. */
export class Intake {
  /** Set while the session closes: requests are refused, so that those that run can finish. */
  isClosing = false;
  /** Set until the peer is known: only control packets pass. */
  isShut = false;
  readonly #kind: ConnectionKind;
  readonly #hasControl: boolean;
  readonly #dispatcher: MessageQueue;
  readonly #calls: PendingCalls;
  readonly #context: IntakeContext;
  readonly #owner: IntakeOwner;
  #cancels: RateWindow | undefined;

  constructor(parts: IntakeParts, context: IntakeContext, owner: IntakeOwner) {
    this.#kind = parts.kind;
    this.#hasControl = parts.hasControl;
    this.#dispatcher = parts.dispatcher;
    this.#calls = parts.calls;
    this.#context = context;
    this.#owner = owner;
  }

  /**
   * @returns `false` once too many wait: stop reading until there is room.
   * @throws NetError when the peer breaks a rule or a limit.
   */
  receive(message: Message): boolean {
    switch (message.kind) {
      case MessageKind.Request:
        if (this.#hasControl || !this.#calls.expects(message.id)) return this.#dispatch(message);
        return this.#settle(message);
      case MessageKind.Push:
        return this.#dispatch(message);
      case MessageKind.Response:
      case MessageKind.Failure:
        return this.#settle(message);
      case MessageKind.Cancel:
        this.#onCancel(message.id);
        return true;
      default:
        this.#owner.onControl(message);
        return true;
    }
  }

  #settle(message: Message): boolean {
    if (!this.#calls.settle(message)) this.#context.stats.lateAnswers++;
    return this.#calls.size > 0 || !this.#dispatcher.isFull;
  }

  #dispatch(message: Message): boolean {
    if (this.isShut) throw new NetError('AUTH_FAILED', 'a message came before the hello');
    if (this.isClosing) {
      this.#owner.onRefused(message, 'GOING_AWAY', 'the session is closing');
      return true;
    }
    if (this.#dispatcher.isFull && !this.#mayExceed(message)) return true;
    // While this side waits for answers it must go on reading, or they would never come.
    return this.#dispatcher.dispatch(message) || this.#calls.size > 0;
  }

  /** Reading could not stop in time. A request is refused; a message may wait, up to a point. */
  #mayExceed(message: Message): boolean {
    const { maxConcurrentRequests } = this.#context.bounds;
    const isDatagram = this.#kind === 'datagram';
    if (isDatagram || (message.kind === MessageKind.Request && this.#hasControl)) {
      const text = `${maxConcurrentRequests} messages of this session run or wait already`;
      this.#owner.onRefused(message, 'TOO_MANY_REQUESTS', text);
      return false;
    }
    const most = EXCESS * maxConcurrentRequests;
    if (this.#dispatcher.size < most) return true;
    throw new NetError(
      'OVERLOADED',
      `${most} messages of this session wait, and it cannot be paused`,
    );
  }

  #onCancel(id: number): void {
    const { clock, bounds } = this.#context;
    this.#cancels ??= new RateWindow(bounds.maxCancels, CANCEL_WINDOW_MS);
    if (!this.#cancels.add(clock.now())) {
      throw new NetError('CANCEL_FLOOD', `more than ${bounds.maxCancels} cancels in ten seconds`);
    }
    this.#dispatcher.cancel(id, new NetError('CANCELLED', 'the caller gave up'));
  }
}

const EXCESS = 8;
const CANCEL_WINDOW_MS = 10_000;
