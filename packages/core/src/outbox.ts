import { Backlog, type BacklogContext, type BacklogOwner } from './backlog.ts';
import { ByteWriter } from './byte-writer.ts';
import type { Clock } from './clock.ts';
import type { Codec } from './codec.ts';
import { NetError } from './errors.ts';
import { toEncodeError, writePacket } from './packet-encoding.ts';
import type { MessageHeader } from './message.ts';
import type { Framer, PacketFormat } from './protocol.ts';
import type { Stats } from './stats.ts';
import type { Connection, InPlace } from './transport.ts';

/** What an outbox shares with those of other sessions, and its bounds. */
export interface OutboxContext extends BacklogContext {
  readonly clock: Clock;
  readonly stats: Stats;
}

/** Who is told what became of the bytes. */
export interface OutboxOwner extends BacklogOwner {
  /** The peer keeps up again. */
  onDrained(): void;
}

/**
 * What a session sends: on a stream all packets of a turn gather in one buffer, which leaves in one
 * `connection.send`; elsewhere each packet is its own `send`.
 */
export class Outbox {
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
  #roundLength = 0;
  /** Made when the peer does not keep up for the first time. */
  #backlog: Backlog | undefined;
  /** How many times bytes were handed to the connection. */
  flushes = 0;

  constructor(
    connection: Connection,
    framer: Framer | undefined,
    packets: PacketFormat,
    context: OutboxContext,
    owner: OutboxOwner,
  ) {
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
    return this.#backlog !== undefined && this.#backlog.isCongested;
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
    if (this.#isEncoding) throw sendWithinSend();
    this.checkSize(packet.length);
    this.#out.writeBytes(packet);
    return this.#onWritten();
  }

  /** Gather until `uncork`: what is read at once is answered at once. */
  cork(): void {
    this.#isCorked = this.#gathers;
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
    const bytes = this.isCongested ? this.#out.takeCopy() : this.#out.take();
    const hasRoom = this.#connection.send(bytes);
    this.#onSent(bytes.length, hasRoom);
    if (hasRoom && this.#connection.holdsSent === false) this.#out.giveBack(bytes);
  }

  /** The connection takes more. */
  onDrain(): void {
    if (!this.isCongested) return;
    this.#backlog?.clear();
    this.#owner.onDrained();
  }

  /** The session has ended. */
  stop(): void {
    // What is not handed over yet must not be at the end of this turn.
    this.#out.truncate(0);
    this.#backlog?.clear();
  }

  /** @throws NetError `MESSAGE_TOO_LARGE` when the connection cannot take `bytes` at once. */
  checkSize(bytes: number): void {
    const { maxSendBytes } = this.#connection;
    if (bytes > maxSendBytes) throw packetTooLarge(bytes, maxSendBytes);
  }

  #onWritten(): boolean {
    this.#context.stats.messagesSent++;
    if (this.#isCorked && this.#out.length < FLUSH_BYTES && !this.isCongested) return true;
    return this.#leave();
  }

  #leave(): boolean {
    const wasCongested = this.isCongested;
    if (!this.#gathers) this.flush();
    else if (!this.#isCorked) this.#gather();
    else if (this.#out.length >= FLUSH_BYTES) this.flush();
    return this.#keepsUp(wasCongested);
  }

  #onMessage(inPlace: InPlace, bytes: number): boolean {
    const wasCongested = this.isCongested;
    this.#context.stats.messagesSent++;
    this.flushes++;
    this.#onSent(bytes, inPlace.endMessage());
    return this.#keepsUp(wasCongested);
  }

  /** One message may be larger than the buffer: that alone does not make the peer a slow one. */
  #keepsUp(wasCongested: boolean): boolean {
    if (wasCongested) this.#backlog?.check(this.#out.length);
    return !this.isCongested;
  }

  #onSent(bytes: number, hasRoom: boolean): void {
    this.#context.stats.bytesSent += bytes;
    if (!hasRoom) this.#backlog ??= new Backlog(this.#connection, this.#context, this.#owner);
    this.#backlog?.onSent(bytes, hasRoom);
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
