import { NetError } from '@net/core';
import type { Letter } from './letters.ts';
import type { Trace } from './trace.ts';

/** What one letter went through. */
interface Entry {
  readonly letter: Letter;
  /** Whether it was sent to everybody: then it may come once to each. */
  readonly isBroadcast: boolean;
  /** Of a request: by when it must have settled. */
  dueAtMs: number;
  deliveries: number;
  outcome: string | undefined;
  /** Of a request that failed: what the error says of the far handler. */
  executed: NetError['executed'] | undefined;
}

/** What a ledger has to know of the run. */
export interface LedgerContext {
  readonly trace: Trace;
  readonly now: () => number;
  readonly fail: (text: string) => void;
  /** Whether the transport keeps order, and delivers at most once. */
  readonly isReliable: boolean;
  /** Codes with which no request may fail. */
  readonly impossible: ReadonlySet<string>;
}

/** How a letter is sent. */
interface Posting {
  /** The session's number; 0 where it is not known. */
  readonly session: number;
  readonly fill: number;
  readonly isBroadcast?: boolean;
  /** Of a request. */
  readonly dueAtMs?: number;
}

/** Every letter that was sent, and the rules for what becomes of it. */
export class Ledger {
  /** How often each outcome of a request came. */
  readonly outcomes = new Map<string, number>();
  readonly #context: LedgerContext;
  readonly #entries: Entry[] = [];
  readonly #pending = new Set<Entry>();
  /** By sending session: letters that nobody answers, and that have not come yet. */
  readonly #underWay = new Map<number, Set<number>>();
  readonly #orders = new Map<number, number>();
  /** By sending session: the last order that came, and at which session. */
  readonly #arrivals = new Map<number, { order: number; readonly at: number }>();
  /** By receiving session: the last letter to everybody. */
  readonly #broadcasts = new Map<number, number>();

  constructor(context: LedgerContext) {
    this.#context = context;
  }

  /** How many letters were written. */
  get size(): number {
    return this.#entries.length;
  }

  /** How many requests have not settled. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Whether letters without answers are still to come, on a transport that loses none. */
  get isUnderWay(): boolean {
    return this.#context.isReliable && this.#underWay.size > 0;
  }

  /** Write a letter that is about to be sent. */
  write({ session, fill, isBroadcast = false, dueAtMs = Infinity }: Posting): Letter {
    const order = (this.#orders.get(session) ?? 0) + 1;
    this.#orders.set(session, order);
    const letter = { id: this.#entries.length, session, order, fill };
    const entry = { letter, isBroadcast, dueAtMs, deliveries: 0, outcome: undefined };
    this.#entries.push({ ...entry, executed: undefined });
    this.#context.trace.add('letter', session, letter.id, fill);
    return letter;
  }

  /** Write a request. What it settles with goes to `settle`. */
  ask(posting: Posting & { readonly dueAtMs: number }): Letter {
    const letter = this.write(posting);
    this.#pending.add(this.#entries[letter.id]!);
    return letter;
  }

  /** A letter without an answer was taken: it must come, unless its session ends. */
  taken({ session, id }: Letter): void {
    const ids = this.#underWay.get(session) ?? new Set();
    this.#underWay.set(session, ids.add(id));
  }

  /** A session has ended, and with it whatever had not come. */
  forget(session: number): void {
    this.#underWay.delete(session);
  }

  /** A request was called off: it must settle at once. */
  cancel({ id }: Letter): void {
    this.#context.trace.add('cancel', id);
    this.#entries[id]!.dueAtMs = this.#context.now() + 1;
  }

  /** A handler of session number `at` was given `letter`. */
  deliver(letter: Letter, at: number): void {
    this.#context.trace.add('deliver', at, letter.id);
    const entry = this.#entries[letter.id];
    if (entry === undefined || !isSame(entry.letter, letter)) {
      return this.#fail(`session ${at} got ${JSON.stringify(letter)}, which nobody has sent`);
    }
    entry.deliveries++;
    this.#arrive(letter);
    if (!this.#context.isReliable) return;
    if (entry.isBroadcast) return this.#checkBroadcast(letter, at);
    if (entry.deliveries > 1) this.#fail(`letter ${letter.id} has come twice`);
    if (letter.session !== 0) this.#checkOrder(letter, at);
  }

  /** A request was answered, with this. */
  answer({ id, fill }: Letter, reply: Letter): void {
    const entry = this.#settle(id, 'answered');
    if (reply.id !== id || reply.fill !== fill) {
      this.#fail(`request ${id} got the answer to ${reply.id}`);
    }
    if (entry.deliveries === 0) this.#fail(`request ${id} was answered, but never came`);
  }

  /** A request has failed, with this. */
  reject({ id }: Letter, error: unknown): void {
    if (!(error instanceof NetError)) {
      return this.#fail(`request ${id} failed with ${String(error)}`);
    }
    const entry = this.#settle(id, `${error.code} ${error.executed}`);
    entry.executed = error.executed;
    if (this.#context.impossible.has(error.code))
      this.#fail(`request ${id} failed with ${error.code}`);
    if (error.executed === 'yes' && entry.deliveries === 0) {
      this.#fail(`request ${id} failed with ${error.code} as run, but never came`);
    }
  }

  /** Look for requests that are overdue. */
  checkDue(): void {
    const nowMs = this.#context.now();
    for (const { dueAtMs, letter } of this.#pending) {
      if (dueAtMs >= nowMs) continue;
      return this.#fail(`request ${letter.id} has not settled by ${dueAtMs}`);
    }
  }

  /** At the end: what was said not to have run never did. */
  checkEnd(): void {
    if (this.pending > 0) this.#fail(`${this.pending} requests have never settled`);
    if (!this.#context.isReliable) return;
    for (const { letter, executed, deliveries, outcome } of this.#entries) {
      if (executed !== 'no' || deliveries === 0) continue;
      this.#fail(`request ${letter.id} came, but failed with ${outcome}`);
    }
  }

  #arrive({ session, id }: Letter): void {
    const ids = this.#underWay.get(session);
    if (ids?.delete(id) === true && ids.size === 0) this.#underWay.delete(session);
  }

  #settle(id: number, outcome: string): Entry {
    const entry = this.#entries[id]!;
    this.#context.trace.add(outcome, id);
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (!this.#pending.delete(entry)) this.#fail(`request ${id} has settled twice`);
    entry.outcome = outcome;
    return entry;
  }

  #checkOrder({ id, session, order }: Letter, at: number): void {
    const last = this.#arrivals.get(session);
    if (last === undefined) return void this.#arrivals.set(session, { order, at });
    if (last.at !== at) this.#fail(`letter ${id} came to session ${at}, others to ${last.at}`);
    if (last.order >= order) {
      this.#fail(`letter ${order} of session ${session} came after ${last.order}`);
    }
    last.order = order;
  }

  #checkBroadcast({ id }: Letter, at: number): void {
    const last = this.#broadcasts.get(at) ?? -1;
    if (last >= id) this.#fail(`session ${at} got letter ${id} to everybody after ${last}`);
    this.#broadcasts.set(at, id);
  }

  #fail(text: string): void {
    this.#context.fail(text);
  }
}

function isSame(one: Letter, other: Letter): boolean {
  return (
    one.id === other.id &&
    one.session === other.session &&
    one.order === other.order &&
    one.fill === other.fill
  );
}
