import assert from 'node:assert/strict';

/** The prototypes that everything shares, as they were when this was made. */
export class Prototypes {
  readonly #before: readonly PropertyDescriptorMap[];

  constructor() {
    this.#before = SHARED.map((prototype) => Object.getOwnPropertyDescriptors(prototype));
  }

  /** Run a test; then mend what it changed and fail if that was anything. */
  async guard(run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
    } finally {
      const changed = this.mend();
      assert.deepEqual(changed, [], 'properties of shared prototypes that were changed');
    }
  }

  /** Put everything back; returns the names of the properties that were not as before. */
  mend(): string[] {
    return SHARED.flatMap((prototype, index) => mendOne(prototype, this.#before[index] ?? {}));
  }
}

/** Put one prototype back; returns which of its properties were not as before. */
function mendOne(prototype: object, before: PropertyDescriptorMap): string[] {
  const keys = new Set([...Reflect.ownKeys(before), ...Reflect.ownKeys(prototype)]);
  const changed = [...keys].filter((key) => !isSame(prototype, before, key));
  for (const key of changed) {
    Reflect.deleteProperty(prototype, key);
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (old !== undefined) Object.defineProperty(prototype, key, old);
  }
  return changed.map(String);
}

/** Whether `key` is there now, as it was before. */
function isSame(prototype: object, before: PropertyDescriptorMap, key: PropertyKey): boolean {
  const old = Object.hasOwn(before, key) ? before[key] : undefined;
  const now = Object.getOwnPropertyDescriptor(prototype, key);
  if (old === undefined || now === undefined) return false;
  return old.value === now.value && old.get === now.get && old.set === now.set;
}

const SHARED: readonly object[] = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Number.prototype,
];
