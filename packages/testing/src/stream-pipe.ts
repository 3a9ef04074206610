import type { Socket } from 'node:net';
import { DelayedQueue } from './delayed-queue.ts';
import { realClock } from './real-clock.ts';
import type { StreamLink } from './stream-link.ts';
import type { StreamSchedule } from './stream-schedule.ts';

/**
 * Carries one direction of a connection from socket to socket: its bytes, its end, its reset. Each
 * piece is written in a turn of its own, so that the far end may read it alone.
 */
export class StreamPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #link: StreamLink;
  readonly #schedule: StreamSchedule;
  readonly #underWay = new DelayedQueue<Step>();
  readonly #stopHealing: () => void;
  #underWayBytes = 0;
  #hasEnded = false;
  #cancelWake: () => void = () => {};

  constructor(from: Socket, to: Socket, link: StreamLink, schedule: StreamSchedule) {
    this.#from = from;
    this.#to = to;
    this.#link = link;
    this.#schedule = schedule;
    this.#stopHealing = link.onHeal(this.#run);
    from.on('data', (bytes: Uint8Array) => this.#read(bytes));
    from.on('end', () => this.#readEnd());
    from.on('close', (hadError) => this.#fromClosed(hadError));
    to.on('drain', this.#run);
    to.on('close', () => this.#toClosed());
  }

  /** Do something at the far end, once all that came before has arrived there. */
  queue(act: () => void): void {
    const atMs = this.#schedule.arrival(realClock.now(), 0, this.#link.faults);
    this.#underWay.push(atMs, { length: 0, act });
    this.#run();
  }

  #read(bytes: Uint8Array): void {
    const { faults } = this.#link;
    for (let at = 0; at < bytes.length;) {
      const length = this.#schedule.nextPiece(bytes.length - at, faults);
      this.#readPiece(bytes.subarray(at, at + length));
      at += length;
    }
    if (this.#underWayBytes >= faults.windowBytes) this.#from.pause();
    this.#run();
  }

  #readPiece(bytes: Uint8Array): void {
    const { counts, faults } = this.#link;
    const { length } = bytes;
    counts.sent += 1;
    counts.sentBytes += length;
    if (this.#to.destroyed) {
      counts.lost += 1;
      return;
    }
    const isReset = this.#schedule.resets(faults);
    const act = (): void => (isReset ? this.#loseAndReset() : this.#write(bytes));
    this.#underWay.push(this.#schedule.arrival(realClock.now(), length, faults), { length, act });
    this.#underWayBytes += length;
  }

  #readEnd(): void {
    this.#hasEnded = true;
    this.queue(() => this.#to.end());
  }

  /** Without an end before it, it was reset. */
  #fromClosed(hadError: boolean): void {
    if (hadError || !this.#hasEnded) this.queue(this.#resetBoth);
  }

  #toClosed(): void {
    this.#stopHealing();
    this.#cancelWake();
    this.#link.counts.lost += this.#underWay.clear().filter(({ length }) => length > 0).length;
    // Its end is to be seen.
    this.#from.resume();
  }

  /** Take one step that is due, and see that the next one is taken. */
  #run = (): void => {
    this.#cancelWake();
    if (this.#link.isCut || this.#to.writableNeedDrain || this.#to.destroyed) return;
    const nowMs = realClock.now();
    const step = this.#underWay.take(nowMs);
    if (step !== undefined) this.#take(step);
    const { nextAtMs } = this.#underWay;
    if (nextAtMs !== undefined) {
      this.#cancelWake = realClock.after(nextAtMs - nowMs, this.#run);
    }
  };

  #take({ length, act }: Step): void {
    this.#underWayBytes -= length;
    act();
    if (this.#underWayBytes < this.#link.faults.windowBytes) this.#from.resume();
  }

  #write(bytes: Uint8Array): void {
    this.#to.write(bytes);
    this.#link.counts.delivered += 1;
    this.#link.counts.deliveredBytes += bytes.length;
  }

  #loseAndReset(): void {
    this.#link.counts.lost += 1;
    this.#resetBoth();
  }

  #resetBoth = (): void => {
    this.#to.resetAndDestroy();
    this.#from.resetAndDestroy();
  };
}

interface Step {
  readonly length: number;
  readonly act: () => void;
}
