import { type Abortable, type Clock, systemClock } from '@net/core';
import type { ClientManagerOptions } from './client-manager-options.ts';
import type { ClientState } from './client-state.ts';
import { createClient } from './managed-client.ts';
import { Member } from './member.ts';
import { MemberGroup } from './member-group.ts';
import { Subscribers } from './subscribers.ts';

/** Something happened to a member. */
export interface MemberEvent {
  readonly group: string;
  readonly address: string;
  /** Its client's new state, or that it is a member no more. */
  readonly state: ClientState | { readonly name: 'removed' | 'evicted' };
}

/** Who belongs to which group: members come, and go because they are told to or stay away too long. */
export class Membership {
  /** Who wants to hear of it. */
  readonly events: Subscribers<MemberEvent>;
  readonly #options: ClientManagerOptions;
  readonly #clock: Clock;
  /** Those that have members. */
  readonly #groups = new Map<string, MemberGroup>();
  readonly #closing = new Set<Promise<void>>();

  constructor(options: ClientManagerOptions) {
    const { clock = systemClock, logger } = options;
    this.#options = options;
    this.#clock = clock;
    this.events = new Subscribers((error) => logger?.error({ error }, 'a listener has thrown'));
  }

  get groups(): ReadonlyMap<string, MemberGroup> {
    return this.#groups;
  }

  /** The members of a group, in the order they joined; none of one that does not exist. */
  of(group: string): readonly Member[] {
    return this.#groups.get(group)?.members ?? [];
  }

  /** The member at `address`, which is dialled if it is new. */
  join(group: string, address: string): Member {
    const known = this.#groups.get(group)?.find(address);
    if (known !== undefined) return known;
    const client = createClient(address, this.#options);
    const member = new Member(group, address, client, this.#clock.now());
    this.#groupOf(group).add(member);
    client.onState((state) => this.#onState(member, state));
    if (this.#options.evictAfterMs !== undefined) this.#watch(member);
    return member;
  }

  /** Members no more, and closed in good order. Resolves once that is done. */
  async remove(members: readonly Member[], options?: Abortable): Promise<void> {
    for (const member of members) this.#leave(member, 'removed');
    await Promise.all(members.map((member) => this.#close(member, options)));
  }

  /** All are closed, and those that had left before. */
  async close(options?: Abortable): Promise<void> {
    const members = [...this.#groups.keys()].flatMap((group) => this.of(group));
    await this.remove(members, options);
    await Promise.all(this.#closing);
    this.events.end();
  }

  #groupOf(name: string): MemberGroup {
    const group = this.#groups.get(name) ?? new MemberGroup();
    this.#groups.set(name, group);
    return group;
  }

  #leave(member: Member, how: 'removed' | 'evicted'): void {
    const { group, address } = member;
    const known = this.#groups.get(group);
    if (known?.remove(member) !== true) return;
    member.stopWatching();
    if (known.members.length === 0) this.#groups.delete(group);
    this.events.tell({ group, address, state: { name: how } });
  }

  #close({ client }: Member, options?: Abortable): Promise<void> {
    const closing = client.close(options);
    this.#closing.add(closing);
    return closing.finally(() => this.#closing.delete(closing));
  }

  #onState(member: Member, state: ClientState): void {
    const { group, address } = member;
    member.onState(state, this.#clock.now());
    this.events.tell({ group, address, state });
  }

  /** Look now and then whether it has been away for too long. */
  #watch(member: Member): void {
    const { evictAfterMs = Infinity } = this.#options;
    member.stopWatching = this.#clock.after(evictAfterMs / 2, () => {
      const awayMs = this.#clock.now() - member.changedAtMs;
      if (member.isReady || awayMs < evictAfterMs) return this.#watch(member);
      this.#leave(member, 'evicted');
      void this.#close(member);
    });
  }
}
