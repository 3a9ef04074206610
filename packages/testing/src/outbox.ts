import { ByteQueue, type ConnectionKind } from '@net/core/extend';
import { copyOf } from './sample-bytes.ts';
import type { Random } from './seeded-random.ts';

/** What one end has sent and the other has not taken yet. */
export interface Outbox {
  /** Bytes in it; messages without any count for nothing. */
  readonly bytes: number;
  /** Whether `take` has nothing to give. */
  readonly isEmpty: boolean;
  /** Takes ownership of `bytes`. */
  push(bytes: Uint8Array): void;
  /** Remove what the far end gets next, which it then owns; `undefined` when there is nothing. */
  take(): Uint8Array | undefined;
  /** Forget everything. */
  clear(): void;
}

/** How an outbox treats what goes through it. */
export interface OutboxOptions {
  readonly chunkBytes: number | { readonly upTo: number } | undefined;
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
}

/** Makes the outbox of one end of a connection. */
export function makeOutbox(kind: ConnectionKind, options: OutboxOptions, random: Random): Outbox {
  const { chunkBytes } = options;
  if (kind === 'datagram') return new DatagramOutbox(options, random);
  if (chunkBytes === undefined) return new MessageOutbox();
  if (typeof chunkBytes === 'number') return new StreamOutbox(() => chunkBytes);
  return new StreamOutbox(() => 1 + random.below(chunkBytes.upTo));
}

/** Hands out what was pushed, piece by piece. */
class MessageOutbox implements Outbox {
  #bytes = 0;
  #queue: Uint8Array[] = [];
  #head = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#queue.push(bytes);
  }

  take(): Uint8Array | undefined {
    const bytes = this.#queue[this.#head];
    if (bytes === undefined) return undefined;
    this.#head += 1;
    this.#bytes -= bytes.length;
    if (this.#head === this.#queue.length) this.clear();
    return bytes;
  }

  clear(): void {
    this.#bytes = 0;
    this.#queue = [];
    this.#head = 0;
  }
}

/** Forgets where one send ended and the next began, and cuts anew. */
class StreamOutbox implements Outbox {
  readonly #queue = new ByteQueue();
  readonly #nextCut: () => number;

  constructor(nextCut: () => number) {
    this.#nextCut = nextCut;
  }

  get bytes(): number {
    return this.#queue.length;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  push(bytes: Uint8Array): void {
    this.#queue.push(bytes);
  }

  take(): Uint8Array | undefined {
    const { length } = this.#queue;
    return length === 0 ? undefined : this.#queue.take(Math.min(length, this.#nextCut()));
  }

  clear(): void {
    this.#queue.clear();
  }
}

/** Loses, repeats, and lets those that are late go last, in any order. */
class DatagramOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #random: Random;
  readonly #inTime = new MessageOutbox();
  readonly #late: Uint8Array[] = [];

  constructor(options: OutboxOptions, random: Random) {
    this.#options = options;
    this.#random = random;
  }

  get bytes(): number {
    return this.#late.reduce((sum, { length }) => sum + length, this.#inTime.bytes);
  }

  get isEmpty(): boolean {
    return this.#inTime.isEmpty && this.#late.length === 0;
  }

  push(bytes: Uint8Array): void {
    const { loss, duplicate } = this.#options;
    if (this.#random.chance(loss)) return;
    if (this.#random.chance(duplicate)) this.#place(copyOf(bytes));
    this.#place(bytes);
  }

  take(): Uint8Array | undefined {
    return this.#inTime.take() ?? this.#late.pop();
  }

  clear(): void {
    this.#inTime.clear();
    this.#late.length = 0;
  }

  /** Put `bytes` among those in time or, by chance, anywhere among the late ones. */
  #place(bytes: Uint8Array): void {
    if (!this.#random.chance(this.#options.reorder)) return this.#inTime.push(bytes);
    this.#late.splice(this.#random.below(this.#late.length + 1), 0, bytes);
  }
}
