/** Who wants to hear of something: functions, or loops over an async iterable. */
export class Subscribers<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #onError: (error: unknown) => void;
  #isOver = false;
  readonly #onEnd = new Set<() => void>();

  /** `onError` hears of listeners that throw: one's fault must not be the others'. */
  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Call `listener` from now on. @returns what calls it off */
  add(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tell all. */
  tell(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Nothing more will come: loops end. */
  end(): void {
    this.#isOver = true;
    for (const onEnd of this.#onEnd) onEnd();
    this.#onEnd.clear();
    this.#listeners.clear();
  }

  /**
   * What `first` says when a loop begins, and then whatever is told. A loop that is slower than what
   * comes sees the latest and misses what was in between: so nothing piles up.
   */
  async *values(first: () => T): AsyncGenerator<T, void, undefined> {
    const box = new LatestBox(first());
    const remove = this.add((value) => box.put(value));
    const onEnd = (): void => box.close();
    this.#onEnd.add(onEnd);
    if (this.#isOver) box.close();
    try {
      for (;;) {
        const taken = await box.take();
        if (taken === undefined) return;
        yield taken.value;
      }
    } finally {
      remove();
      this.#onEnd.delete(onEnd);
    }
  }
}

/** Holds one value until it is taken; a newer one takes its place. */
class LatestBox<T> {
  #held: { readonly value: T } | undefined;
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(value: T) {
    this.#held = { value };
  }

  put(value: T): void {
    this.#held = { value };
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async take(): Promise<{ readonly value: T } | undefined> {
    if (this.#held === undefined && !this.#isClosed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const held = this.#held;
    this.#held = undefined;
    return held;
  }
}
