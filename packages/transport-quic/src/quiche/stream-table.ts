import type { StreamHandler } from '../provider.ts';
import { QuicheStream, type StreamHost } from './quiche-stream.ts';

/** What a session does for the table of its streams. */
export interface TableHost extends Omit<StreamHost, 'watch' | 'onDone'> {
  /** The peer has opened a stream. */
  onStream(stream: QuicheStream): StreamHandler;
}

/**
 * The streams of one session: opens them when the peer allows, finds those that the peer opens, and
 * looks after those that have something to send or to report.
 */
export class StreamTable {
  readonly #host: TableHost;
  readonly #streamHost: StreamHost;
  readonly #streams = new Map<number, QuicheStream>();
  readonly #unsettled = new Set<QuicheStream>();
  /** Opened here, and not yet allowed by the peer. */
  #queued: QuicheStream[] = [];
  /** Ids below the highest that the peer has opened, and whose streams have not been seen. */
  readonly #skipped = new Set<number>();
  #nextId: number;
  #nextPeerId: number;

  constructor(host: TableHost, isServer: boolean) {
    this.#host = host;
    this.#streamHost = {
      connection: host.connection,
      shutdown: host.shutdown,
      readSlab: host.readSlab,
      queue: () => host.queue(),
      queueRead: () => host.queueRead(),
      onDelivered: (bytes) => host.onDelivered(bytes),
      watch: (stream) => this.#unsettled.add(stream),
      onDone: (stream) => this.#forget(stream),
    };
    this.#nextId = isServer ? 1 : 0;
    this.#nextPeerId = isServer ? 0 : 1;
  }

  /** Whether streams wait for the peer to allow them. */
  get isWaiting(): boolean {
    return this.#queued.length > 0;
  }

  /** A new stream of this end. */
  open(handler: StreamHandler): QuicheStream {
    const stream = new QuicheStream(this.#streamHost, handler);
    this.#queued.push(stream);
    this.#openQueued();
    return stream;
  }

  /** Hand over what has come for the streams that are known, where they are few. */
  pumpFew(): void {
    if (!this.#areFew()) return;
    for (const stream of this.#streams.values()) stream.pump();
  }

  /** Hand over what has come for all other streams. */
  pumpOthers(): void {
    const areFew = this.#areFew();
    for (const id of this.#host.connection.readable()) {
      const stream = this.#streams.get(id);
      if (stream === undefined) this.#accept(id)?.pump();
      else if (!areFew) stream.pump();
    }
  }

  /** Give quiche what waits. @returns whether it took anything. */
  push(): boolean {
    let hasMoved = this.isWaiting && this.#openQueued();
    for (const stream of this.#unsettled) hasMoved = stream.pushWaiting() || hasMoved;
    return hasMoved;
  }

  /** Tell the handlers what they wait for. */
  settle(): void {
    for (const stream of this.#unsettled) {
      stream.settle();
      if (!stream.isUnsettled) this.#unsettled.delete(stream);
    }
  }

  #areFew(): boolean {
    return this.#streams.size <= FEW;
  }

  /** The stream of an unknown id, unless it is one that is done with. */
  #accept(id: number): QuicheStream | undefined {
    if (id % 4 !== this.#nextPeerId % 4) return undefined;
    if (id < this.#nextPeerId && !this.#skipped.delete(id)) return undefined;
    for (; this.#nextPeerId < id; this.#nextPeerId += 4) this.#skipped.add(this.#nextPeerId);
    if (this.#nextPeerId === id) this.#nextPeerId += 4;
    const stream = new QuicheStream(this.#streamHost, noHandler);
    stream.id = id;
    this.#streams.set(id, stream);
    stream.attach(this.#host.onStream(stream));
    return stream;
  }

  #openQueued(): boolean {
    const { connection } = this.#host;
    let opened = 0;
    for (const stream of this.#queued) {
      if (connection.peerStreamsLeftBidi() <= 0) break;
      stream.id = this.#nextId;
      this.#nextId += 4;
      // Counts it against what the peer allows; nothing is sent yet.
      connection.streamSend(stream.id, NOTHING, false);
      this.#streams.set(stream.id, stream);
      opened += 1;
    }
    if (opened > 0) this.#queued = this.#queued.slice(opened);
    return opened > 0;
  }

  #forget(stream: QuicheStream): void {
    this.#streams.delete(stream.id);
    this.#unsettled.delete(stream);
    this.#queued = this.#queued.filter((queued) => queued !== stream);
  }
}

function ignore(): void {}

/** To have quiche list what is readable takes as long as to ask for so many streams. */
const FEW = 16;
const NOTHING = new Uint8Array(0);
const noHandler: StreamHandler = {
  onData: ignore,
  onDrain: ignore,
  onEnd: ignore,
  onFinished: ignore,
  onReset: ignore,
  onStopped: ignore,
};
