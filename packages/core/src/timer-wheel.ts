/** Something that is told when its time is over. Armed in at most one wheel, at most once. */
export abstract class Timer {
  /** @internal The tick at which it is due, or one of the states below. */
  dueTick: number = IDLE;
  /** @internal Its neighbours in the wheel's slot. */
  previous: Timer | undefined = undefined;
  /** @internal */
  next: Timer | undefined = undefined;

  /** Whether it waits. */
  get isArmed(): boolean {
    return this.dueTick !== IDLE;
  }

  /** The time is over; the timer is no longer armed. */
  abstract onTimeout(nowMs: number): void;
}

/**
 * Any number of coarse timers at the price of one: a ring of slots, one tick each, in which a timer
 * is a link of a list. Adding and removing cost the same however many there are.
 *
 * Pure: it is told the time. A timer fires no sooner than asked and less than a tick late.
 */
export class TimerWheel {
  readonly tickMs: number;
  #slots: (Timer | undefined)[] = Array.from({ length: SLOTS }, () => undefined);
  #tick: number;
  #size = 0;

  constructor(nowMs: number, tickMs = 50) {
    this.tickMs = tickMs;
    this.#tick = Math.floor(nowMs / tickMs);
  }

  /** How many timers wait. */
  get size(): number {
    return this.#size;
  }

  /** Arm `timer`, which must not be armed, to fire at `dueMs`. */
  add(timer: Timer, dueMs: number): void {
    timer.dueTick = Math.max(this.#tick + 1, Math.ceil(dueMs / this.tickMs));
    const slot = timer.dueTick % SLOTS;
    const first = this.#slots[slot];
    timer.next = first;
    if (first !== undefined) first.previous = timer;
    this.#slots[slot] = timer;
    this.#size++;
  }

  /** Disarm `timer`. Nothing happens to one that is not armed. */
  remove(timer: Timer): void {
    if (timer.dueTick > FIRING) this.#unlink(timer);
    timer.dueTick = IDLE;
  }

  /** Fire what is due by `nowMs`. */
  advance(nowMs: number): void {
    const target = Math.floor(nowMs / this.tickMs);
    if (target <= this.#tick) return;
    // After a long stall one round over the ring sees every timer there is.
    const from = Math.max(this.#tick + 1, target - SLOTS + 1);
    this.#tick = target;
    const due: Timer[] = [];
    for (let tick = from; tick <= target; tick++) this.#collect(tick % SLOTS, due);
    this.#fire(due, nowMs);
  }

  #fire(due: readonly Timer[], nowMs: number): void {
    for (const [index, timer] of due.entries()) {
      // One that fired before it may have removed it, or armed it anew.
      if (timer.dueTick !== FIRING) continue;
      timer.dueTick = IDLE;
      try {
        timer.onTimeout(nowMs);
      } catch (error) {
        // Its fault must not be the others'.
        this.#fire(due.slice(index + 1), nowMs);
        throw error;
      }
    }
  }

  #collect(slot: number, due: Timer[]): void {
    let timer = this.#slots[slot];
    while (timer !== undefined) {
      const { next } = timer;
      if (timer.dueTick <= this.#tick) {
        this.#unlink(timer);
        timer.dueTick = FIRING;
        due.push(timer);
      }
      timer = next;
    }
  }

  #unlink(timer: Timer): void {
    const { previous, next } = timer;
    if (previous === undefined) this.#slots[timer.dueTick % SLOTS] = next;
    else previous.next = next;
    if (next !== undefined) next.previous = previous;
    timer.previous = timer.next = undefined;
    this.#size--;
  }
}

const SLOTS = 256;
const IDLE = -2;
const FIRING = -1;
