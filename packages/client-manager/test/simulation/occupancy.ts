import type { Message, Session } from '@net/core';

/** Counts the handlers that run on each session: no more may than their routes allow. */
export class Occupancy {
  readonly #fail: (text: string) => void;
  readonly #running = new WeakMap<Session, Set<Message>>();

  constructor(fail: (text: string) => void) {
    this.#fail = fail;
  }

  /** A handler starts on `message`; `act` is what it does. @returns what that does */
  run<T>(session: Session, message: Message, concurrency: number, act: () => T): T {
    const running = this.#runningOf(session);
    for (const other of running) if (other.isCancelled) running.delete(other);
    if (running.size >= concurrency && running.size > 0) {
      this.#fail(`a handler of type ${message.type} starts beside ${running.size} others`);
    }
    const result = act();
    if (result instanceof Promise) this.#keep(running, message, result);
    return result;
  }

  #keep(running: Set<Message>, message: Message, result: Promise<unknown>): void {
    running.add(message);
    const forget = (): void => void running.delete(message);
    result.then(forget, forget);
  }

  #runningOf(session: Session): Set<Message> {
    let running = this.#running.get(session);
    if (running === undefined) this.#running.set(session, (running = new Set()));
    return running;
  }
}
