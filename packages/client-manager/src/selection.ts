import { hash, HashRing } from './hash-ring.ts';
import type { Member } from './member.ts';

/** How one of a group is picked. */
export type Strategy =
  /** One after the other. */
  | 'round-robin'
  | 'random'
  /** Whose requests wait for the fewest answers. */
  | 'least-pending'
  /** The same for the same key, while it is there: consistent hashing. */
  | { readonly key: string };

/** @throws TypeError for one that there is not */
export function checkStrategy(strategy: Strategy | undefined): void {
  if (strategy === undefined || typeof strategy === 'object' || NAMED.has(strategy)) return;
  throw new TypeError(`strategy is ${[...NAMED].join(', ')} or a key, got ${strategy}`);
}

/** What picking works with: time and chance are handed in. */
export interface SelectionContext {
  readonly nowMs: number;
  readonly warmUpMs: number;
  readonly random: () => number;
}

/** Picks members of one group. Those that are not ready are passed over. */
export class Selection {
  #ring: HashRing<Member> | undefined;

  /** The members have changed. */
  onChange(): void {
    this.#ring = undefined;
  }

  /** @returns `undefined` when none is ready, or all that are were `tried`. */
  pick(
    members: readonly Member[],
    strategy: Strategy,
    context: SelectionContext,
    tried?: ReadonlySet<Member>,
  ): Member | undefined {
    if (typeof strategy === 'object') return this.#byKey(members, strategy.key, context, tried);
    const ready = members.filter((member) => member.isReady && tried?.has(member) !== true);
    if (ready.length < 2) return ready[0];
    if (strategy === 'random') return randomly(ready, context);
    return strategy === 'least-pending' ? leastPending(ready, context) : inTurn(ready, context);
  }

  #byKey(
    members: readonly Member[],
    key: string,
    { nowMs, warmUpMs }: SelectionContext,
    tried: ReadonlySet<Member> | undefined,
  ): Member | undefined {
    this.#ring ??= new HashRing(members, ({ address }) => address);
    let fallback: Member | undefined;
    for (const member of this.#ring.order(key)) {
      if (!member.isReady || tried?.has(member) === true) continue;
      // While it warms up it takes some of its keys, and always the same.
      const isTaken = hash(`${member.address} ${key}`) / 2 ** 32 < member.weight(nowMs, warmUpMs);
      if (isTaken) return member;
      fallback ??= member;
    }
    return fallback;
  }
}

/** Smooth weighted round robin, as in nginx: each gains its weight, the richest pays for all. */
function inTurn(ready: readonly Member[], { nowMs, warmUpMs }: SelectionContext): Member {
  let richest = ready[0]!;
  let total = 0;
  for (const member of ready) {
    const weight = member.weight(nowMs, warmUpMs);
    member.credit += weight;
    total += weight;
    if (member.credit > richest.credit) richest = member;
  }
  richest.credit -= total;
  return richest;
}

function randomly(ready: readonly Member[], context: SelectionContext): Member {
  const { nowMs, warmUpMs, random } = context;
  const weights = ready.map((member) => member.weight(nowMs, warmUpMs));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return ready[index]!;
  }
  return ready.at(-1)!;
}

function leastPending(ready: readonly Member[], context: SelectionContext): Member {
  const load = (member: Member): number =>
    (member.client.pendingRequests + 1) / member.weight(context.nowMs, context.warmUpMs);
  return ready.reduce((least, member) => (load(member) < load(least) ? member : least));
}

const NAMED: ReadonlySet<string> = new Set(['round-robin', 'random', 'least-pending']);
