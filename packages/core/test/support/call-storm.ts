import { setImmediate } from 'node:timers/promises';
import { type Random, seededRandom, VirtualClock } from '../../../testing/src/index.ts';
import { Message, MessageKind, NetError } from '../../src/index.ts';
import { PendingCalls } from '../../src/pending-calls.ts';
import { Timers } from '../../src/timers.ts';
import { text } from './wire.ts';

/**
 * The requests of one session that meet every fate by chance: answered once or twice, refused, late,
 * timed out, cancelled, cut off. Each step is held against a model, which says what must become of
 * each request, and that it does once. Ids wrap after 32.
 */
export class CallStorm {
  readonly clock: VirtualClock = new VirtualClock(1000);
  /** How often each thing came of a request. */
  readonly outcomes: Map<string, number> = new Map();
  /** Answers to what nobody waits for any more. */
  lateAnswers = 0;
  /** How many requests have an id that one before them had. */
  reusedIds = 0;
  readonly #random: Random;
  readonly #calls: PendingCalls;
  readonly #all: Request[] = [];
  readonly #waiting = new Map<number, Request>();
  readonly #controllers = new Map<Request, AbortController>();
  readonly #ids = new Set<number>();
  /** Its answer may still come, so that no other request may have its id. */
  #lastGivenUp = 0;
  #answers = 0;
  #flushes = 0;
  #isCancelling = false;

  constructor(seed: number) {
    this.#random = seededRandom(seed, 'calls');
    const timers = Timers.of(this.clock);
    const owner = { timers, onGiveUp: (_type: number, id: number) => this.#onGiveUp(id) };
    this.#calls = new PendingCalls(owner, { first: 1, last: LAST_ID }, MAX_PENDING);
  }

  /** @throws Error what does not go as the model says */
  async run(steps: number): Promise<void> {
    for (let step = 0; step < steps; step++) {
      this.#step();
      check(this.#calls.size === this.#waiting.size, `${this.#calls.size} requests wait`);
    }
    this.#disconnect();
    this.clock.advance(100);
    check(this.clock.timers === 0, 'a timer is left');
    await setImmediate();
    for (const request of this.#all) this.#judge(request);
  }

  #step(): void {
    const roll = this.#random.next();
    if (roll < 0.4) this.#ask();
    else if (roll < 0.6) this.#answer(this.#anyWaiting(), MessageKind.Response);
    else if (roll < 0.68) this.#answer(this.#anyWaiting(), MessageKind.Failure);
    else if (roll < 0.8) this.#answer(1 + this.#random.below(LAST_ID), MessageKind.Response);
    else if (roll < 0.88) this.#cancel();
    else if (roll < 0.98) this.clock.advance(this.#random.below(120));
    else this.#flushes = this.#all.length;
  }

  #ask(): void {
    const controller = new AbortController();
    const timeoutMs = 50 + this.#random.below(600);
    const [nowMs, isFull] = [this.clock.now(), this.#waiting.size === MAX_PENDING];
    try {
      const call = this.#calls.add(1, text, timeoutMs, controller.signal);
      const isTaken = this.#waiting.has(call.id) || call.id === this.#lastGivenUp;
      check(!isFull && !isTaken, `id ${call.id} is given twice`);
      call.flushNumber = this.#all.length + 1;
      const request: Request = { call, dueAtMs: nowMs + timeoutMs, expected: '', actual: '' };
      this.#all.push(request);
      this.#waiting.set(call.id, request);
      this.#controllers.set(request, controller);
      if (this.#ids.has(call.id)) this.reusedIds++;
      this.#ids.add(call.id);
      call.promise.then(
        (value) => (request.actual += `ok ${String(value)}`),
        (error: unknown) => (request.actual += outcomeOf(error)),
      );
    } catch (error) {
      check(isFull && outcomeOf(error) === 'TOO_MANY_PENDING no', String(error));
    }
  }

  /** An answer, or a failure, or one in ten that cannot be read; now and then a second time. */
  #answer(id: number, kind: MessageKind): void {
    const isBroken = kind === MessageKind.Response && this.#random.chance(0.1);
    const body = isBroken ? Buffer.of(0xff) : Buffer.from(`${++this.#answers}`);
    const expected = isBroken ? 'BAD_MESSAGE yes' : `ok ${this.#answers}`;
    const isDue = this.#waiting.has(id);
    if (id === this.#lastGivenUp) this.#lastGivenUp = 0;
    if (isDue) this.#settle(id, kind === MessageKind.Failure ? 'HANDLER_ERROR yes' : expected);
    else this.lateAnswers++;
    const message = new Message(kind, 1, id, body);
    check(this.#calls.settle(message) === isDue, `answer to ${id}: it is due: ${isDue}`);
    if (this.#random.chance(0.1)) {
      check(!this.#calls.settle(message), `the second answer to ${id} is taken`);
    }
  }

  #cancel(): void {
    const controllers = [...this.#controllers.values()];
    this.#isCancelling = true;
    // One that has settled must not hear it.
    controllers[this.#random.below(controllers.length)]?.abort();
    this.#isCancelling = false;
  }

  #disconnect(): void {
    for (const [id, { call }] of this.#waiting) {
      this.#settle(id, `CONNECTION_LOST ${call.flushNumber > this.#flushes ? 'no' : 'maybe'}`);
    }
    this.#calls.rejectAll(new NetError('CONNECTION_LOST', 'gone'), this.#flushes);
    check(this.#calls.size === 0, 'requests wait after the end');
  }

  #onGiveUp(id: number): void {
    this.#lastGivenUp = id;
    if (this.#isCancelling) return this.#settle(id, 'CANCELLED maybe');
    const lateMs = this.clock.now() - (this.#waiting.get(id)?.dueAtMs ?? NaN);
    check(lateMs >= 0 && lateMs <= TICK_MS, `request ${id} times out ${lateMs} ms late`);
    this.#settle(id, 'REQUEST_TIMEOUT maybe');
  }

  #settle(id: number, expected: string): void {
    const request = this.#waiting.get(id);
    check(request?.expected === '', `request ${id} settles twice`);
    this.#waiting.delete(id);
    request.expected = expected;
  }

  #anyWaiting(): number {
    const ids = [...this.#waiting.keys()];
    return ids[this.#random.below(ids.length)] ?? 1;
  }

  #judge({ expected, actual }: Request): void {
    check(actual === expected, `a request ends with "${actual}" instead of "${expected}"`);
    const outcome = actual.replace(/^ok .*/, 'ok');
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

interface Request {
  readonly call: ReturnType<PendingCalls['add']>;
  readonly dueAtMs: number;
  expected: string;
  actual: string;
}

function outcomeOf(error: unknown): string {
  return error instanceof NetError ? `${error.code} ${error.executed}` : String(error);
}

function check(isTrue: boolean, problem: string): asserts isTrue {
  if (!isTrue) throw new Error(problem);
}

const LAST_ID = 32;
const MAX_PENDING = 12;
const TICK_MS = 50;
