import { ByteQueue } from './byte-queue.ts';
import type { Clock } from './clock.ts';
import type { Dispatcher, DispatchTarget } from './dispatcher.ts';
import { NetError } from './errors.ts';
import type { NetErrorCode } from './error-codes.ts';
import type { Bounds } from './limits.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { type Message, MessageKind } from './message.ts';
import type { Outbox } from './outbox.ts';
import type { PendingCalls } from './pending-calls.ts';
import type { Framer, PacketFormat } from './protocol.ts';
import { RateLimit } from './rate-limit.ts';
import { RateWindow } from './rate-window.ts';
import type { Stats } from './stats.ts';
import type { Timers } from './timers.ts';
import type { Connection, ConnectionHandler } from './transport.ts';
import { UnfinishedFrame } from './unfinished-frame.ts';

/** What an inbox shares with those of other sessions, and its bounds. */
export interface InboxContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stats: Stats;
  readonly receiveBudget: MemoryBudget;
  readonly bounds: Bounds;
}

/** Where messages go that are not answers. */
type MessageQueue = Pick<Dispatcher<DispatchTarget>, 'dispatch' | 'isFull' | 'size' | 'cancel'>;

/** What one session's inbox works with. */
export interface InboxParts {
  readonly connection: Connection;
  readonly framer: Framer | undefined;
  readonly packets: PacketFormat;
  readonly dispatcher: MessageQueue;
  readonly calls: PendingCalls;
  /** Told when messages are read, so that their answers leave together. */
  readonly outbox: Pick<Outbox, 'cork' | 'uncork'>;
}

/** Who is told of what an inbox does not settle itself. */
export interface InboxOwner {
  /** The peer broke a rule or a limit: the session ends, or a datagram is dropped. */
  onBadInput(error: unknown): void;
  /** A message that will not run; a request is answered so. */
  onRefused(message: Message, code: NetErrorCode, text: string): void;
  /** See `ConnectionHandler`. */
  onDrain(): void;
  /** See `ConnectionHandler`. */
  onClose(error?: Error): void;
}

/**
 * What a session receives: bytes in, messages out to the dispatcher or to whoever waits for an
 * answer. Stops reading while the dispatcher is full, a turn has lasted too long, or a rate is over.
 */
export class Inbox implements ConnectionHandler {
  #connection: Connection;
  #framer: Framer | undefined;
  #packets: PacketFormat;
  #dispatcher: MessageQueue;
  #calls: PendingCalls;
  #outbox: InboxParts['outbox'];
  #context: InboxContext;
  #owner: InboxOwner;
  #input = new ByteQueue();
  #isStream: boolean;
  #canHold: boolean;
  #holds = 0;
  #isDecoding = false;
  #isStopped = false;
  #receivedAtMs = 0;
  #unfinished: UnfinishedFrame | undefined;
  #rate: RateLimit | undefined;
  #cancels: RateWindow | undefined;
  /** Set while the session closes: requests are refused, so that those that run can finish. */
  isClosing = false;

  constructor(parts: InboxParts, context: InboxContext, owner: InboxOwner) {
    this.#connection = parts.connection;
    this.#framer = parts.framer;
    this.#packets = parts.packets;
    this.#dispatcher = parts.dispatcher;
    this.#calls = parts.calls;
    this.#outbox = parts.outbox;
    this.#context = context;
    this.#owner = owner;
    this.#isStream = parts.connection.kind === 'stream';
    this.#canHold = this.#isStream && parts.connection.pause !== undefined;
    this.#rate = this.#createRate();
  }

  /** Bytes have come. */
  onData(bytes: Uint8Array): void {
    if (this.#isStopped) return;
    const { clock, stats } = this.#context;
    this.#receivedAtMs = Math.floor(clock.now());
    stats.bytesReceived += bytes.length;
    const before = stats.messagesReceived;
    if (this.#framer === undefined) {
      this.#readWhole(bytes);
    } else {
      this.#input.push(bytes);
      this.#outbox.cork();
      this.#decode(this.#framer, bytes.length);
      this.#outbox.uncork();
    }
    this.#checkRate(stats.messagesReceived - before, bytes.length);
  }

  onDrain(): void {
    this.#owner.onDrain();
  }

  onClose(error?: Error): void {
    this.#owner.onClose(error);
  }

  /** The dispatcher has room again. */
  onRoom(): void {
    this.#release(FULL);
  }

  /** A handler waits for an answer, which must be read even if the dispatcher is full. */
  keepReading(): void {
    if ((this.#holds & FULL) !== 0) this.#release(FULL);
  }

  /** The session has ended: nothing is received any more. */
  stop(): void {
    this.#isStopped = true;
    this.#input.clear();
    this.#unfinished?.hold(0);
    this.#unfinished?.unwatch();
    this.#rate?.stop();
  }

  #decode(framer: Framer, newBytes: number): void {
    // A handler that is run from here may call `keepReading`.
    if (this.#isDecoding) return;
    this.#isDecoding = true;
    try {
      this.#decodeFrames(framer);
      this.#onRest(newBytes);
    } catch (error) {
      this.#input.clear();
      this.#owner.onBadInput(error);
    } finally {
      this.#isDecoding = false;
    }
  }

  #decodeFrames(framer: Framer): void {
    const input = this.#input;
    // Where reading cannot stop, or not within a message, whatever has come is read at once.
    for (let count = 1; this.#holds === 0 || !this.#canHold; count++) {
      const bytes = this.#isStopped ? undefined : framer.decode(input);
      if (bytes === undefined) return;
      this.#readPacket(bytes, framer.trailerBytes);
      if (count % FRAMES_PER_LOOK === 0) this.#yieldAfterLongTurn();
    }
  }

  #readWhole(bytes: Uint8Array): void {
    try {
      this.#input.push(bytes);
      this.#readPacket(bytes.length, 0);
    } catch (error) {
      this.#input.clear();
      this.#owner.onBadInput(error);
    }
  }

  #readPacket(bytes: number, trailerBytes: number): void {
    const input = this.#input;
    const rest = input.length - bytes - trailerBytes;
    const message = this.#packets.read(input, bytes);
    input.skip(input.length - rest);
    this.#onMessage(message);
  }

  #onMessage(message: Message): void {
    this.#context.stats.messagesReceived++;
    message.receivedAtMs = this.#receivedAtMs;
    switch (message.kind) {
      case MessageKind.Request:
        if (!this.#packets.features.control && this.#calls.expects(message.id))
          this.#settle(message);
        else this.#dispatch(message);
        break;
      case MessageKind.Push:
        this.#dispatch(message);
        break;
      case MessageKind.Response:
      case MessageKind.Failure:
        this.#settle(message);
        break;
      case MessageKind.Cancel:
        this.#onCancel(message.id);
        break;
      default:
        throw new NetError(
          'VERSION_UNSUPPORTED',
          `control message ${message.type} is not supported`,
        );
    }
  }

  #settle(message: Message): void {
    if (!this.#calls.settle(message)) this.#context.stats.lateAnswers++;
    if (this.#calls.size === 0 && this.#dispatcher.isFull) this.#hold(FULL);
  }

  #dispatch(message: Message): void {
    if (this.isClosing)
      return this.#owner.onRefused(message, 'GOING_AWAY', 'the session is closing');
    if (this.#dispatcher.isFull && !this.#mayExceed(message)) return;
    // While this side waits for answers it must go on reading, or they would never come.
    if (!this.#dispatcher.dispatch(message) && this.#calls.size === 0) this.#hold(FULL);
  }

  /** Reading could not stop in time. A request is refused; a message may wait, up to a point. */
  #mayExceed(message: Message): boolean {
    const { maxConcurrentRequests } = this.#context.bounds;
    const isDatagram = this.#connection.kind === 'datagram';
    if (isDatagram || (message.kind === MessageKind.Request && this.#packets.features.control)) {
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

  /** What is left when no whole frame is: the beginning of the next one. */
  #onRest(newBytes: number): void {
    const { length } = this.#input;
    if (length > 0 && !this.#isStream) {
      throw new NetError('FRAME_LENGTH_MISMATCH', `a message ends ${length} bytes into a frame`);
    }
    this.#input.trim();
    if (length > 0) this.#unfinished ??= this.#createUnfinished();
    this.#unfinished?.hold(length);
    if (length === 0 || this.#holds !== 0) this.#unfinished?.unwatch();
    else this.#unfinished?.watch(length <= newBytes, this.#context.clock.now());
  }

  #createUnfinished(): UnfinishedFrame {
    return new UnfinishedFrame(this.#context, (error) => this.#owner.onBadInput(error));
  }

  #yieldAfterLongTurn(): void {
    const { clock } = this.#context;
    if (clock.now() - this.#receivedAtMs < LONG_TURN_MS) return;
    this.#hold(TURN);
    clock.nextTurn(() => this.#onNextTurn());
  }

  #onNextTurn(): void {
    this.#receivedAtMs = Math.floor(this.#context.clock.now());
    this.#release(TURN);
  }

  #createRate(): RateLimit | undefined {
    const { timers, clock, bounds } = this.#context;
    const { maxFramesPerSecond: frames, maxBytesPerSecond: bytes } = bounds;
    if (frames === Infinity && bytes === Infinity) return undefined;
    return new RateLimit(timers, frames, bytes, clock.now(), () => this.#release(RATE));
  }

  #checkRate(frames: number, bytes: number): void {
    const verdict = this.#rate?.take(frames, bytes, this.#context.clock.now()) ?? 'ok';
    if (verdict === 'ok') return;
    this.#hold(RATE);
    if (verdict === 'wait') return;
    this.#owner.onBadInput(
      new NetError('RATE_LIMITED', 'the peer kept over the rate for too long'),
    );
  }

  #readHeld(): void {
    const { stats } = this.#context;
    const before = stats.messagesReceived;
    if (this.#framer !== undefined) this.#decode(this.#framer, 0);
    this.#checkRate(stats.messagesReceived - before, 0);
  }

  #hold(reason: number): void {
    if (this.#holds === 0) this.#connection.pause?.();
    this.#holds |= reason;
  }

  #release(reason: number): void {
    this.#holds &= ~reason;
    if (this.#holds !== 0 || this.#isStopped) return;
    this.#readHeld();
    if (this.#holds === 0 && !this.#isStopped) this.#connection.resume?.();
  }
}

const FULL = 1;
const TURN = 2;
const RATE = 4;
const FRAMES_PER_LOOK = 64;
const LONG_TURN_MS = 5;
const EXCESS = 8;
const CANCEL_WINDOW_MS = 10_000;
