import type { Member } from './member.ts';
import { Selection, type SelectionContext, type Strategy } from './selection.ts';

/** What a group is doing, as of now. */
export interface GroupStats {
  readonly members: number;
  readonly ready: number;
  readonly pendingRequests: number;
  /** Requests that went to another member because the first certainly had not run them. */
  readonly failovers: number;
}

/** The members of one group by address, in the order they joined. */
export class MemberGroup {
  /** Requests that went on to another member. */
  failovers = 0;
  readonly #members = new Map<string, Member>();
  readonly #selection = new Selection();

  get members(): readonly Member[] {
    return [...this.#members.values()];
  }

  find(address: string): Member | undefined {
    return this.#members.get(address);
  }

  add(member: Member): void {
    this.#members.set(member.address, member);
    this.#selection.onChange();
  }

  /** @returns `false` when it is no member, not even under the address of one */
  remove(member: Member): boolean {
    if (this.#members.get(member.address) !== member) return false;
    this.#members.delete(member.address);
    this.#selection.onChange();
    return true;
  }

  /** One that can be asked now, and was not `tried`. */
  pick(
    strategy: Strategy,
    context: SelectionContext,
    tried?: ReadonlySet<Member>,
  ): Member | undefined {
    return this.#selection.pick(this.members, strategy, context, tried);
  }

  stats(): GroupStats {
    const { members } = this;
    const pending = members.map(({ client }) => client.pendingRequests);
    return {
      members: members.length,
      ready: members.filter(({ isReady }) => isReady).length,
      pendingRequests: pending.reduce((sum, count) => sum + count, 0),
      failovers: this.failovers,
    };
  }
}
