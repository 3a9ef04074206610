/**
 * Consistent hashing: which of the members a key belongs to. When one comes or goes, only about its
 * own share of the keys moves.
 */
export class HashRing<T> {
  readonly #points: readonly { readonly at: number; readonly member: T }[];

  /** `nameOf` tells members apart, here and in every other process. */
  constructor(members: readonly T[], nameOf: (member: T) => string) {
    this.#points = members
      .flatMap((member) => pointsOf(nameOf(member)).map((at) => ({ at, member })))
      .toSorted((left, right) => left.at - right.at);
  }

  /** The members in the order in which `key` would have them: the first is its own. */
  *order(key: string): Generator<T, void, undefined> {
    const seen = new Set<T>();
    const start = this.#firstAfter(hash(key));
    for (let step = 0; step < this.#points.length; step++) {
      const { member } = this.#points[(start + step) % this.#points.length]!;
      if (seen.has(member)) continue;
      seen.add(member);
      yield member;
    }
  }

  #firstAfter(at: number): number {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#points[middle]!.at < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function pointsOf(name: string): number[] {
  return Array.from({ length: POINTS }, (_, index) => hash(`${name}#${index}`));
}

/** 32 bits, well mixed: FNV-1a, then the finalizer of MurmurHash3. Not for secrets. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** Enough that shares differ by a fifth at most, mostly. */
const POINTS = 100;
