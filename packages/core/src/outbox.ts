import { ByteWriter } from './byte-writer.ts';
import type { Clock } from './clock.ts';
import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import { toEncodeError, writePacket } from './packet-encoding.ts';
import type { Bounds } from './limits.ts';
import type { BudgetHolder, MemoryBudget } from './memory-budget.ts';
import type { MessageHeader } from './message.ts';
import type { Framer, PacketFormat } from './protocol.ts';
import type { Stats } from './stats.ts';
import { Timer } from './timer-wheel.ts';
import type { Timers } from './timers.ts';
import type { Connection, InPlace } from './transport.ts';

/** What an outbox shares with those of other sessions, and its bounds. */
export interface OutboxContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stats: Stats;
  readonly writeBudget: MemoryBudget;
  readonly bounds: Pick<Bounds, 'maxWriteBuffer' | 'writeStallTimeoutMs'>;
}

/** Who is told what became of the bytes. */
export interface OutboxOwner {
  /** The peer keeps up again. */
  onDrained(): void;
  /** The peer does not read, and a bound has been reached. */
  onSlowConsumer(text: string): void;
}

/**
 * What a session sends: on a stream all packets of a turn gather in one buffer, which leaves in one
 * `connection.send`; elsewhere each packet is its own `send`.
 */
export class Outbox extends Timer implements BudgetHolder {
  #connection: Connection;
  #framer: Framer | undefined;
  #packets: PacketFormat;
  #context: OutboxContext;
  #owner: OutboxOwner;
  #out = new ByteWriter();
  #inPlace: InPlace | undefined;
  #gathers: boolean;
  #isEncoding = false;
  #isFlushQueued = false;
  /** Made when it is needed: a session that only answers needs none. */
  #endOfTurn: (() => void) | undefined;
  #isCorked = false;
  #flushBytes = FIRST_FLUSH_BYTES;
  #isCongested = false;
  #roundLength = 0;
  #sentBytes = 0;
  #takenBytes = 0;
  /** Bytes counted against the budget shared by all sessions. */
  heldBytes = 0;
  /** How many times bytes were handed to the connection. */
  flushes = 0;

  constructor(
    connection: Connection,
    framer: Framer | undefined,
    packets: PacketFormat,
    context: OutboxContext,
    owner: OutboxOwner,
  ) {
    super();
    this.#connection = connection;
    this.#framer = framer;
    this.#packets = packets;
    this.#context = context;
    this.#owner = owner;
    this.#inPlace = connection.inPlace;
    this.#gathers = connection.kind === 'stream';
  }

  /** Whether the peer cannot keep up. */
  get isCongested(): boolean {
    return this.#isCongested;
  }

  /**
   * Append one packet.
   *
   * @returns `false` when the peer cannot keep up.
   * @throws NetError `MESSAGE_TOO_LARGE`, `ENCODE_FAILED`, `UNSUPPORTED`; nothing has been sent then.
   */
  write<T>(header: MessageHeader, codec: Codec<T>, value: T): boolean {
    if (this.#isEncoding) throw sendWithinSend();
    this.#isEncoding = true;
    const inPlace = this.#inPlace;
    const out = inPlace === undefined ? this.#out : inPlace.beginMessage();
    const start = out.length;
    try {
      writePacket(out, this.#framer, this.#packets, header, codec, value);
      this.checkSize(out.length - start);
    } catch (error) {
      if (inPlace === undefined) out.truncate(start);
      else inPlace.dropMessage();
      throw toEncodeError(error);
    } finally {
      this.#isEncoding = false;
    }
    return inPlace === undefined ? this.#onWritten() : this.#onMessage(inPlace, out.length - start);
  }

  /** Append a copy of a packet that `encodePacket` made for this kind of connection. */
  append(packet: Uint8Array): boolean {
    this.checkSize(packet.length);
    this.#out.writeBytes(packet);
    return this.#onWritten();
  }

  /** Gather until `uncork`: what is read at once is answered at once. */
  cork(): void {
    this.#isCorked = true;
  }

  /** Send what has gathered since `cork`, without waiting for the end of the turn. */
  uncork(): void {
    this.#isCorked = false;
    this.flush();
  }

  /** Hand what has gathered to the connection. */
  flush(): void {
    if (this.#out.length === 0) return;
    this.flushes++;
    // What waits for a slow peer must not keep the block that it shares with other sessions' bytes.
    const bytes = this.#isCongested ? this.#out.takeCopy() : this.#out.take();
    this.#context.stats.bytesSent += bytes.length;
    this.#sentBytes += bytes.length;
    if (!this.#connection.send(bytes)) this.#congest();
    else if (this.#connection.holdsSent === false) this.#out.giveBack(bytes);
  }

  /** The connection takes more. */
  onDrain(): void {
    if (!this.#isCongested) return;
    this.#isCongested = false;
    this.#context.timers.remove(this);
    this.#hold(0);
    this.#owner.onDrained();
  }

  /** The session has ended. */
  stop(): void {
    // What is not handed over yet must not be at the end of this turn.
    this.#out.truncate(0);
    this.#context.timers.remove(this);
    this.#hold(0);
  }

  /** The stall timeout: was anything taken since the last look? */
  override onTimeout(): void {
    const taken = this.#sentBytes - this.#connection.bufferedBytes;
    if (taken === this.#takenBytes) {
      const { writeStallTimeoutMs } = this.#context.bounds;
      this.#owner.onSlowConsumer(`the peer took nothing for ${writeStallTimeoutMs} ms`);
    } else {
      this.#watchProgress();
    }
  }

  /** All sessions together hold too many bytes, and this one the most. */
  onBudgetSpent(): void {
    const text = `all sessions together hold too many unsent bytes, this one ${this.heldBytes}`;
    this.#owner.onSlowConsumer(text);
  }

  #onWritten(): boolean {
    const wasCongested = this.#isCongested;
    this.#context.stats.messagesSent++;
    if (!this.#gathers) this.flush();
    else if (!this.#isCorked) this.#gather();
    else if (this.#out.length >= FLUSH_BYTES) this.flush();
    // One message may be larger than the buffer: that alone does not make the peer a slow one.
    if (wasCongested) this.#checkBuffer();
    return !this.#isCongested;
  }

  #onMessage(inPlace: InPlace, bytes: number): boolean {
    const { stats } = this.#context;
    const wasCongested = this.#isCongested;
    this.flushes++;
    stats.messagesSent++;
    stats.bytesSent += bytes;
    this.#sentBytes += bytes;
    if (!inPlace.endMessage()) this.#congest();
    if (wasCongested) this.#checkBuffer();
    return !this.#isCongested;
  }

  /** The beginning of a long turn leaves early: the peer can start on it meanwhile. */
  #gather(): void {
    if (!this.#isFlushQueued) {
      this.#flushBytes = FIRST_FLUSH_BYTES;
      this.#queueFlush();
    }
    if (this.#out.length < this.#flushBytes) return;
    this.flush();
    this.#flushBytes = Math.min(2 * this.#flushBytes, FLUSH_BYTES);
  }

  #queueFlush(): void {
    this.#isFlushQueued = true;
    this.#roundLength = this.#out.length;
    this.#endOfTurn ??= () => this.#onEndOfTurn();
    this.#context.clock.endOfTurn(this.#endOfTurn);
  }

  #onEndOfTurn(): void {
    this.#isFlushQueued = false;
    // Handlers whose promises have settled go on in this turn and will write more.
    if (this.#out.length > this.#roundLength) this.#queueFlush();
    else this.flush();
  }

  #congest(): void {
    this.#hold(this.#connection.bufferedBytes);
    if (this.#isCongested) return;
    this.#isCongested = true;
    this.#watchProgress();
  }

  #watchProgress(): void {
    const { timers, bounds } = this.#context;
    const { writeStallTimeoutMs } = bounds;
    this.#takenBytes = this.#sentBytes - this.#connection.bufferedBytes;
    if (writeStallTimeoutMs !== Infinity) timers.add(this, writeStallTimeoutMs);
  }

  #checkBuffer(): void {
    const { maxWriteBuffer } = this.#context.bounds;
    const bytes = this.#connection.bufferedBytes + this.#out.length;
    if (bytes <= maxWriteBuffer) return;
    this.#owner.onSlowConsumer(`${bytes} unsent bytes are over the limit of ${maxWriteBuffer}`);
  }

  /** @throws NetError `MESSAGE_TOO_LARGE` when the connection cannot take `bytes` at once. */
  checkSize(bytes: number): void {
    const { maxSendBytes } = this.#connection;
    if (bytes > maxSendBytes) throw packetTooLarge(bytes, maxSendBytes);
  }

  #hold(bytes: number): void {
    const change = bytes - this.heldBytes;
    if (change === 0) return;
    this.heldBytes = bytes;
    this.#context.writeBudget.add(this, change);
  }
}

function packetTooLarge(bytes: number, limit: number): NetError {
  const text = `a packet of ${bytes} bytes is over this connection's limit of ${limit}`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}

function sendWithinSend(): NetError {
  return new NetError('ENCODE_FAILED', 'a value that is being encoded must not send');
}

/** Of a turn so much leaves first, then twice as much, and so on to `FLUSH_BYTES`. */
const FIRST_FLUSH_BYTES = 4 * 1024;
/** Half of a writer's block, so that the other half serves the next turn without a copy. */
const FLUSH_BYTES = 32 * 1024;
