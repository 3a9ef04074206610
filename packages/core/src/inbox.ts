import { ByteQueue } from './byte-queue.ts';
import { NetError } from './errors.ts';
import type { InboxContext, InboxOwner, InboxParts } from './inbox-parts.ts';
import { type Message, MessageKind } from './message.ts';
import type { Framer, PacketFormat } from './protocol.ts';
import { RateLimit } from './rate-limit.ts';
import type { Connection, ConnectionHandler } from './transport.ts';
import { UnfinishedFrame } from './unfinished-frame.ts';

/**
 * What a session receives: bytes in, messages out. Stops reading while the dispatcher is full, a turn
 * has lasted too long, or a rate is over.
 */
export class Inbox implements ConnectionHandler {
  #connection: Connection;
  #framer: Framer | undefined;
  #packets: PacketFormat;
  #dispatcher: InboxParts['dispatcher'];
  #outbox: InboxParts['outbox'];
  #context: InboxContext;
  #owner: InboxOwner;
  #input: ByteQueue;
  #isStream: boolean;
  #canHold: boolean;
  #holds = 0;
  #isDecoding = false;
  #isStopped = false;
  #receivedAtMs = 0;
  #unfinished: UnfinishedFrame | undefined;
  #rate: RateLimit | undefined;
  #shutBytes = 0;

  constructor(parts: InboxParts, context: InboxContext, owner: InboxOwner) {
    this.#connection = parts.connection;
    this.#framer = parts.framer;
    this.#packets = parts.packets;
    this.#dispatcher = parts.dispatcher;
    this.#outbox = parts.outbox;
    this.#context = context;
    this.#owner = owner;
    this.#input = parts.framer === undefined ? passing : new ByteQueue();
    this.#isStream = parts.connection.kind === 'stream';
    this.#canHold = this.#isStream && parts.connection.pause !== undefined;
    const { maxFramesPerSecond, maxBytesPerSecond } = context.bounds;
    this.#rate = this.#createRate(maxFramesPerSecond, maxBytesPerSecond);
    this.#receivedAtMs = Math.floor(context.clock.now());
  }

  /** Bytes have come. */
  onData(bytes: Uint8Array): void {
    if (!this.#takes(bytes.length, true)) return;
    const { stats } = this.#context;
    const before = stats.messagesReceived;
    this.#input.push(bytes);
    if (this.#framer === undefined) {
      this.#readWhole(this.#input, bytes.length);
    } else {
      this.#outbox.cork();
      this.#decode(this.#framer, bytes.length);
      this.#outbox.uncork();
    }
    this.#checkRate(stats.messagesReceived - before, bytes.length);
  }

  /** A whole message has come, and stands at the front of `input`. */
  onMessage(input: ByteQueue, bytes: number, isNew: boolean): void {
    if (this.#framer !== undefined) return this.onData(input.take(bytes));
    if (!this.#takes(bytes, isNew)) return input.skip(bytes);
    const { stats } = this.#context;
    const before = stats.messagesReceived;
    this.#readWhole(input, bytes);
    this.#checkRate(stats.messagesReceived - before, bytes);
  }

  /** A message has come in a datagram beside the stream: what is wrong with it, or too much, is dropped. */
  onDatagram(bytes: Uint8Array): void {
    if (this.#isStopped || this.#dispatcher.isShut) return;
    const { clock, stats } = this.#context;
    this.#receivedAtMs = Math.floor(clock.now());
    stats.bytesReceived += bytes.length;
    try {
      const message = readDatagram(this.#packets, bytes);
      if (this.#holds !== 0) throw new NetError('OVERLOADED', 'reading is held back');
      stats.messagesReceived++;
      message.receivedAtMs = this.#receivedAtMs;
      if (!this.#dispatcher.receive(message)) this.#hold(FULL);
    } catch (error) {
      this.#owner.onBadDatagram(error);
    }
  }

  onChannel(channel: Connection): ConnectionHandler {
    return this.#owner.onChannel(channel);
  }

  onDrain(): void {
    this.#owner.onDrain();
  }

  onClose(error?: Error): void {
    this.#owner.onClose(error);
  }

  /** When bytes last came; now, while this side does not read. */
  get aliveAtMs(): number {
    return this.#holds === 0 ? this.#receivedAtMs : this.#context.clock.now();
  }

  /** Read nothing until `release`: the peer is being examined. */
  hold(): void {
    this.#hold(EXAMINED);
  }

  release(): void {
    this.#release(EXAMINED);
  }

  /** Bound what comes in a second; `Infinity` is no bound. */
  limitRate(framesPerSecond: number, bytesPerSecond: number): void {
    // A renewal that changes nothing forgives nothing.
    if (this.#rate?.isOf(framesPerSecond, bytesPerSecond) === true) return;
    this.#rate?.stop();
    this.#rate = this.#createRate(framesPerSecond, bytesPerSecond);
    if ((this.#holds & RATE) !== 0) this.#release(RATE);
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
      this.#readPacket(input, bytes, framer.trailerBytes);
      if (count % FRAMES_PER_LOOK === 0) this.#yieldAfterLongTurn();
    }
  }

  /** Count what comes, and say whether it is to be read. */
  #takes(bytes: number, isNew: boolean): boolean {
    if (this.#isStopped) return false;
    const { clock, stats } = this.#context;
    if (isNew) this.#receivedAtMs = Math.floor(clock.now());
    stats.bytesReceived += bytes;
    return !this.#dispatcher.isShut || this.#mayBring(bytes);
  }

  #readWhole(input: ByteQueue, bytes: number): void {
    const rest = input.length - bytes;
    try {
      this.#readPacket(input, bytes, 0);
    } catch (error) {
      if (input.length > rest) input.skip(input.length - rest);
      this.#owner.onBadInput(error);
    }
  }

  #readPacket(input: ByteQueue, bytes: number, trailerBytes: number): void {
    const rest = input.length - bytes - trailerBytes;
    const message = this.#packets.read(input, bytes);
    input.skip(input.length - rest);
    this.#context.stats.messagesReceived++;
    message.receivedAtMs = this.#receivedAtMs;
    if (!this.#dispatcher.receive(message)) this.#hold(FULL);
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

  /** Whether a peer that is not known yet may send so much more. */
  #mayBring(bytes: number): boolean {
    const { maxUnauthenticatedBytes } = this.#context.bounds;
    this.#shutBytes += bytes;
    if (this.#shutBytes <= maxUnauthenticatedBytes) return true;
    const text = `${this.#shutBytes} bytes came before the hello, the limit is ${maxUnauthenticatedBytes}`;
    this.#owner.onBadInput(new NetError('FRAME_TOO_LARGE', text));
    return false;
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

  #createRate(frames: number, bytes: number): RateLimit | undefined {
    const { timers, clock } = this.#context;
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

/** Answers and requests belong to the stream: in a datagram anyone may repeat them. */
function readDatagram(packets: PacketFormat, bytes: Uint8Array): Message {
  const input = new ByteQueue();
  input.push(bytes);
  const message = packets.read(input, bytes.length);
  if (message.kind === MessageKind.Push) return message;
  throw new NetError('BAD_PACKET', `a datagram has a packet of kind ${message.kind}`);
}

/** Of all that get whole messages: empty again before a handler runs. */
const passing = new ByteQueue();
const FULL = 1;
const TURN = 2;
const RATE = 4;
const EXAMINED = 8;
const FRAMES_PER_LOOK = 64;
const LONG_TURN_MS = 5;
