import type { CloseInfo, Session } from '@net/core';
import type { Trace } from './trace.ts';

/** What a watch has to know of the run. */
export interface WatchContext {
  readonly trace: Trace;
  readonly fail: (text: string) => void;
  /** Codes with which no session may end. */
  readonly impossible: ReadonlySet<string>;
  /** Told of each session that has ended. */
  readonly onEnd: (number: number) => void;
}

/** All sessions of a run, both ends, by number: who is open, and that nothing comes after the end. */
export class SessionWatch {
  readonly open = new Set<Session>();
  /** How often sessions ended with each code. */
  readonly codes = new Map<string, number>();
  readonly #context: WatchContext;
  readonly #numbers = new WeakMap<Session, number>();
  #count = 0;

  constructor(context: WatchContext) {
    this.#context = context;
  }

  /** The number of `session`, which is watched from its first use on. */
  number(session: Session): number {
    const known = this.#numbers.get(session);
    if (known !== undefined) return known;
    this.#count += 1;
    const number = this.#count;
    this.#numbers.set(session, number);
    this.open.add(session);
    this.#context.trace.add('session', number);
    void session.closed.then((info) => this.#onClosed(session, number, info));
    return number;
  }

  /** Something has happened on `session`, which must be open. @returns its number */
  use(session: Session, what: string): number {
    const number = this.number(session);
    if (!this.open.has(session)) this.#context.fail(`session ${number}: ${what} after its end`);
    return number;
  }

  /** See that no more requests wait than may. */
  check(maxPendingRequests: number): void {
    for (const session of this.open) {
      const { pendingRequests } = session;
      if (pendingRequests <= maxPendingRequests) continue;
      this.#context.fail(`session ${this.number(session)} waits for ${pendingRequests} answers`);
    }
  }

  #onClosed(session: Session, number: number, { code, initiator }: CloseInfo): void {
    this.#context.trace.add(`closed ${initiator} ${code}`, number);
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    this.#context.onEnd(number);
    if (!this.open.delete(session)) this.#context.fail(`session ${number} has closed twice`);
    if (!CODE.test(code) || this.#context.impossible.has(code)) {
      this.#context.fail(`session ${number} has closed with ${code}`);
    }
    if (session.pendingRequests > 0) this.#context.fail(`session ${number} closed with requests`);
  }
}

const CODE = /^[A-Z][A-Z_]+$/;
