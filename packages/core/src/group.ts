import type { MessageType } from './codec.ts';
import type { Groups } from './groups.ts';
import type { Session } from './session.ts';

/** What to do with a member that cannot keep up with what a group sends. */
export interface GroupOptions {
  /**
   * `close`, the default: at `limits.maxWriteBuffer` its session ends with `SLOW_CONSUMER`.
   * `drop`: it misses messages while it cannot keep up; `stats().dropped` counts them.
   */
  readonly slow?: 'close' | 'drop';
}

/** Some sessions of one server under one name. A session leaves by itself when it ends. */
export class Group implements Iterable<Session> {
  readonly name: string;
  #groups: Groups;
  #isDropping: boolean;

  /** @internal Made by `server.group(name)`. */
  constructor(name: string, groups: Groups, { slow = 'close' }: GroupOptions = {}) {
    this.name = name;
    this.#groups = groups;
    this.#isDropping = slow === 'drop';
  }

  /** How many sessions are in it. */
  get size(): number {
    return this.#groups.members(this.name).size;
  }

  /** Put `session` in. @throws NetError `SESSION_CLOSED` unless it is an open one of this server. */
  add(session: Session): this {
    this.#groups.join(this.name, session);
    return this;
  }

  /** Take `session` out. @returns whether it was in. */
  remove(session: Session): boolean {
    return this.#groups.leave(this.name, session);
  }

  /** Whether `session` is in. */
  has(session: Session): boolean {
    return this.#groups.members(this.name).has(session);
  }

  /**
   * Send to every member but `except`. The value is encoded once.
   *
   * @returns how many it was sent to.
   * @throws NetError `ENCODE_FAILED`, `MESSAGE_TOO_LARGE`; nobody was sent anything then.
   */
  send<T>(type: MessageType<T>, value: NoInfer<T>, except?: Session): number {
    const members = this.#groups.members(this.name).values();
    return this.#groups.send(members, type, value, { except, isDropping: this.#isDropping });
  }

  /** The members, in the order they came. */
  [Symbol.iterator](): Iterator<Session> {
    return this.#groups.members(this.name).values();
  }
}
