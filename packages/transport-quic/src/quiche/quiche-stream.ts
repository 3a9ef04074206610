import { SendQueue } from '@net/core/extend';
import type { QuicStream, StreamHandler } from '../provider.ts';
import { codeIn, type QuicheBinding, type QuicheConnection } from './binding.ts';
import type { Slab } from './slab.ts';

/** What a stream needs of its session. */
export interface StreamHost {
  readonly connection: QuicheConnection;
  readonly shutdown: QuicheBinding['Shutdown'];
  readonly readSlab: Slab;
  /** There may be packets to send at the end of the turn. */
  queue(): void;
  /** There may be something to read at the end of the turn. */
  queueRead(): void;
  /** `settle` has to be called at the end of this and later turns, while `isUnsettled`. */
  watch(stream: QuicheStream): void;
  onDelivered(bytes: number): void;
  /** Neither direction is of use any more. */
  onDone(stream: QuicheStream): void;
}

/** A stream of quiche. Bytes that quiche does not take yet wait here. */
export class QuicheStream implements QuicStream {
  id = -1;
  readonly #host: StreamHost;
  #handler: StreamHandler;
  readonly #waiting = new SendQueue();
  #isPaused = false;
  #isReadDone = false;
  /** `ending`: our end comes after what waits. `ended`: quiche has it. `cut`: by a reset or a stop. */
  #writing: 'open' | 'ending' | 'ended' | 'cut' = 'open';
  #owesDrain = false;
  #stopCode: number | undefined;

  constructor(host: StreamHost, handler: StreamHandler) {
    this.#host = host;
    this.#handler = handler;
  }

  /** Take who hears of it from now on. */
  attach(handler: StreamHandler): void {
    this.#handler = handler;
  }

  get bufferedBytes(): number {
    return this.#waiting.bytes;
  }

  /** quiche copies what it takes. */
  get holdsSent(): boolean {
    return this.#waiting.bytes > 0;
  }

  /** Whether `settle` may have something to do later. */
  get isUnsettled(): boolean {
    return this.#writing !== 'open' || this.#waiting.bytes > 0 || this.#owesDrain;
  }

  write(bytes: Uint8Array): boolean {
    if (this.#writing !== 'open') return false;
    const taken = this.#waiting.bytes === 0 ? this.#give(bytes) : 0;
    if (taken < bytes.length) {
      this.#waiting.push(taken === 0 ? bytes : bytes.subarray(taken));
      this.#host.watch(this);
    }
    this.#host.queue();
    if (this.#waiting.bytes < HIGH_WATER_BYTES) return true;
    this.#owesDrain = true;
    return false;
  }

  end(): void {
    if (this.#writing !== 'open') return;
    this.#writing = 'ending';
    this.#owesDrain = false;
    this.pushWaiting();
    this.#host.watch(this);
    this.#host.queue();
  }

  reset(code: number): void {
    this.#shutdown(this.#host.shutdown.Write, code);
    this.#cut();
    this.#forgetIfDone();
  }

  stopSending(code: number): void {
    if (!this.#isReadDone) this.#shutdown(this.#host.shutdown.Read, code);
    this.#isReadDone = true;
    this.#forgetIfDone();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#host.queueRead();
  }

  /** Hand over some of what has come, and see to it that the rest has its turn. */
  pump(): void {
    if (!this.#canRead() || !this.#read() || !this.#canRead()) return;
    if (this.#host.connection.streamReadable(this.id)) this.#host.queueRead();
  }

  /** Give quiche what waits. @returns whether it took anything. */
  pushWaiting(): boolean {
    const before = this.#waiting.bytes;
    while (this.#waiting.bytes > 0) {
      const { front } = this.#waiting;
      const taken = this.#give(front);
      // A failure has emptied the queue.
      if (this.#writing === 'cut') return true;
      this.#waiting.skip(taken);
      if (taken < front.length) break;
    }
    if (this.#waiting.bytes > 0 || this.#writing !== 'ending') return this.#waiting.bytes < before;
    return this.#giveEnd();
  }

  /** Report what was noticed inside calls, where handlers must not be called. */
  settle(): void {
    if (this.#stopCode !== undefined) this.#reportStop(this.#stopCode);
    if (this.#owesDrain && this.#waiting.bytes < HIGH_WATER_BYTES) {
      this.#owesDrain = false;
      this.#handler.onDrain();
    }
    if (this.#isReadDone && this.#writing === 'ended' && this.#isAcknowledged()) {
      this.#host.onDone(this);
      this.#handler.onFinished();
    }
  }

  #canRead(): boolean {
    return !this.#isPaused && !this.#isReadDone && this.id >= 0;
  }

  /** @returns whether there may be more, for quiche has filled all the room it was given. */
  #read(): boolean {
    const { connection, readSlab } = this.#host;
    const room = readSlab.room(LEAST_READ_BYTES, READ_BYTES);
    let isFull = false;
    try {
      const received = connection.streamRecv(this.id, room);
      if (received === null) return false;
      const [bytes, isEnd] = received;
      isFull = bytes === room.length;
      if (bytes > 0) this.#deliver(readSlab.take(bytes));
      if (isEnd) this.#onEnd();
    } catch (error) {
      this.#onReadFailed(error);
    }
    // The peer may have more room now, and has to be told.
    this.#host.queue();
    return isFull;
  }

  #deliver(bytes: Buffer): void {
    this.#host.onDelivered(bytes.length);
    this.#handler.onData(bytes);
  }

  #onEnd(): void {
    if (this.#isReadDone) return;
    this.#isReadDone = true;
    this.#handler.onEnd();
  }

  #onReadFailed(error: unknown): void {
    this.#isReadDone = true;
    this.#handler.onReset(codeIn(error, 'StreamReset') ?? LOST);
    this.#forgetIfDone();
  }

  /** @returns how much quiche has taken. */
  #give(bytes: Uint8Array): number {
    if (this.id < 0) return 0;
    try {
      return this.#host.connection.streamSend(this.id, bytes, false) ?? 0;
    } catch (error) {
      this.#onSendFailed(error);
      return bytes.length;
    }
  }

  #giveEnd(): boolean {
    if (this.id < 0) return false;
    try {
      this.#host.connection.streamSend(this.id, NOTHING, true);
      this.#writing = 'ended';
    } catch (error) {
      this.#onSendFailed(error);
    }
    return true;
  }

  #onSendFailed(error: unknown): void {
    this.#stopCode = codeIn(error, 'StreamStopped') ?? LOST;
    this.#cut();
    this.#host.watch(this);
  }

  #cut(): void {
    this.#writing = 'cut';
    this.#owesDrain = false;
    this.#waiting.clear();
  }

  #reportStop(code: number): void {
    this.#stopCode = undefined;
    this.#handler.onStopped(code);
    this.#forgetIfDone();
  }

  #shutdown(direction: number, code: number): void {
    if (this.id < 0) return;
    try {
      this.#host.connection.streamShutdown(this.id, direction, code);
    } catch {
      // quiche has done with the stream already, which is as well.
    }
    this.#host.queue();
  }

  /** After a reset or a stop nobody waits for the peer to have everything. */
  #forgetIfDone(): void {
    if (this.#isReadDone && this.#writing === 'cut') this.#host.onDone(this);
  }

  #isAcknowledged(): boolean {
    try {
      this.#host.connection.streamCapacity(this.id);
      return false;
    } catch {
      // quiche has forgotten the stream: both directions are done.
      return true;
    }
  }
}

/** Bytes that wait at which `write` says `false`. */
const HIGH_WATER_BYTES = 64 * 1024;
/** One read takes up to so many bytes, and begins a new slab when the old one has less than so few. */
const READ_BYTES = 64 * 1024;
const LEAST_READ_BYTES = 16 * 1024;
const NOTHING = new Uint8Array(0);
/** The code of a stream that quiche gives up without a word of the peer. */
const LOST = 0;
