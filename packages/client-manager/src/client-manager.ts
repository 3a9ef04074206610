import { type Abortable, type CallType, type Clock, type MessageType } from '@net/core';
import { NetError, type RequestOptions, systemClock } from '@net/core';
import { checkTime } from './check-time.ts';
import type { ClientOptions } from './client-options.ts';
import type { ClientState } from './client-state.ts';
import { createClient, type ManagedClient } from './managed-client.ts';
import { Member } from './member.ts';
import { Selection, type Strategy } from './selection.ts';
import { Subscribers } from './subscribers.ts';

/** What all clients of a manager share. */
export interface ClientManagerOptions extends ClientOptions {
  /** How one of a group is picked unless a call says. `round-robin`. */
  readonly strategy?: Strategy | undefined;
  /** How long a member that has just become ready takes less than its share. 0: not at all. */
  readonly warmUpMs?: number | undefined;
  /** Take members out that were not ready for so long. Never by default. */
  readonly evictAfterMs?: number | undefined;
}

/** How one request to a group goes. */
export interface GroupRequestOptions extends RequestOptions {
  readonly strategy?: Strategy | undefined;
}

/** What one member of a group made of a request. */
export interface MemberResult<R> {
  readonly address: string;
  /** The answer, unless there is an error. */
  readonly value?: R;
  readonly error?: NetError;
}

/** Something happened to a member. */
export interface MemberEvent {
  readonly group: string;
  readonly address: string;
  /** Its client's new state, or that it is a member no more. */
  readonly state: ClientState | { readonly name: 'removed' | 'evicted' };
}

/** What a group is doing, as of now. */
export interface GroupStats {
  readonly members: number;
  readonly ready: number;
  readonly pendingRequests: number;
  /** Requests that went to another member because the first certainly had not run them. */
  readonly failovers: number;
}

/** Many clients in groups: any member of a group can do the group's work. */
export class ClientManager implements AsyncDisposable {
  readonly #options: ClientManagerOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #groups = new Map<string, MemberGroup>();
  readonly #events: Subscribers<MemberEvent>;
  readonly #closing = new Set<Promise<void>>();
  #isClosed = false;

  /** @throws TypeError for a time that is none */
  constructor(options: ClientManagerOptions) {
    const { clock = systemClock, random = Math.random, logger } = options;
    checkTime('warmUpMs', options.warmUpMs ?? 0, 0);
    checkTime('evictAfterMs', options.evictAfterMs ?? 1, 1);
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#events = new Subscribers((error) => logger?.error({ error }, 'a listener has thrown'));
  }

  /** The names of the groups that have members. */
  get groups(): readonly string[] {
    return [...this.#groups.keys()];
  }

  /**
   * Put addresses into a group and dial them. One that is in it already stays as it is.
   *
   * @returns their clients, in the order of `addresses`.
   */
  add(group: string, ...addresses: readonly string[]): ManagedClient[] {
    if (this.#isClosed) throw new NetError('SESSION_CLOSED', 'the client manager was closed');
    const known = this.#groups.get(group) ?? new MemberGroup();
    this.#groups.set(group, known);
    return addresses.map((address) => {
      const member = known.members.get(address) ?? this.#join(group, known, address);
      return member.client;
    });
  }

  /**
   * Take one address out of a group, or the whole group: it is dialled no more, and its session is
   * closed in good order. Resolves once that is done.
   */
  async remove(group: string, address?: string): Promise<void> {
    const members = this.#groups.get(group)?.members;
    const leaving = [...(members?.values() ?? [])].filter(
      (member) => address === undefined || member.address === address,
    );
    for (const member of leaving) this.#leave(member, 'removed');
    await Promise.all(leaving.map((member) => this.#close(member)));
  }

  /**
   * The clients of these groups, or of all, that `filter` accepts. (turbo's `FindRemoteClients` is
   * the other way round: its filter says which to leave out.)
   */
  find(
    groups: readonly string[] = this.groups,
    filter: (client: ManagedClient, group: string) => boolean = () => true,
  ): ManagedClient[] {
    return groups.flatMap((group) =>
      this.#members(group)
        .map(({ client }) => client)
        .filter((client) => filter(client, group)),
    );
  }

  /** One client of the group that can be asked now. @throws NetError `NOT_CONNECTED` */
  pick(group: string, strategy?: Strategy): ManagedClient {
    const member = this.#pick(group, strategy, undefined);
    if (member === undefined) throw noMember(group);
    return member.client;
  }

  /** Send to one of the group. @returns `false` when it cannot keep up. @throws NetError `NOT_CONNECTED` */
  send<T>(group: string, type: MessageType<T>, value: NoInfer<T>, strategy?: Strategy): boolean {
    return this.pick(group, strategy).send(type, value);
  }

  /**
   * Ask one of the group. If it certainly did not run the request, another is asked; what may have run
   * is never repeated.
   *
   * @throws NetError `NOT_CONNECTED`, and what `session.request` rejects with.
   */
  async request<Q, R>(
    group: string,
    type: CallType<Q, R>,
    value: NoInfer<Q>,
    options: GroupRequestOptions = {},
  ): Promise<R> {
    const { strategy, timeoutMs = this.#options.limits?.requestTimeoutMs ?? 10_000 } = options;
    const giveUpAtMs = this.#clock.now() + timeoutMs;
    const tried = new Set<Member>();
    let failure: unknown = noMember(group);
    for (;;) {
      const member = this.#pick(group, strategy, tried);
      const leftMs = giveUpAtMs - this.#clock.now();
      if (member === undefined || leftMs <= 0) throw failure;
      if (tried.size > 0) this.#countFailover(group);
      tried.add(member);
      try {
        return await member.client.request(type, value, { ...options, timeoutMs: leftMs });
      } catch (error) {
        if (!mayGoElsewhere(error)) throw error;
        failure = error;
      }
    }
  }

  /** Ask every member, ready or not: what each of them made of it, in the order they joined. */
  requestAll<Q, R>(
    group: string,
    type: CallType<Q, R>,
    value: NoInfer<Q>,
    options?: RequestOptions,
  ): Promise<MemberResult<R>[]> {
    const asked = this.#members(group).map(async ({ address, client }) => {
      try {
        return { address, value: await client.request(type, value, options) };
      } catch (error) {
        return { address, error: toNetError(error) };
      }
    });
    return Promise.all(asked);
  }

  /**
   * Ask many things of one member, all in one write (turbo's `GroupWriteAndGet`).
   *
   * @returns what became of each, in the order of `values`.
   * @throws NetError `NOT_CONNECTED`
   */
  requestMany<Q, R>(
    group: string,
    type: CallType<Q, R>,
    values: readonly Q[],
    options: GroupRequestOptions = {},
  ): Promise<PromiseSettledResult<R>[]> {
    const client = this.pick(group, options.strategy);
    return Promise.allSettled(values.map((value) => client.request(type, value, options)));
  }

  stats(): ReadonlyMap<string, GroupStats> {
    return new Map([...this.#groups].map(([name, group]) => [name, group.stats()]));
  }

  /** Call `listener` whenever something happens to a member. @returns what calls it off */
  onEvent(listener: (event: MemberEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Close every client. Never rejects. */
  async close(options?: Abortable): Promise<void> {
    this.#isClosed = true;
    const members = this.groups.flatMap((group) => this.#members(group));
    for (const member of members) this.#leave(member, 'removed');
    await Promise.all(members.map((member) => this.#close(member, options)));
    await Promise.all(this.#closing);
    this.#events.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #join(group: string, { members, selection }: MemberGroup, address: string): Member {
    const client = createClient(address, this.#options);
    const member = new Member(group, address, client, this.#clock.now());
    members.set(address, member);
    selection.onChange();
    client.onState((state) => this.#onState(member, state));
    if (this.#options.evictAfterMs !== undefined) this.#watch(member);
    return member;
  }

  #leave(member: Member, how: 'removed' | 'evicted'): void {
    const { group, address } = member;
    const known = this.#groups.get(group);
    if (known?.members.get(address) !== member) return;
    member.stopWatching();
    known.members.delete(address);
    known.selection.onChange();
    if (known.members.size === 0) this.#groups.delete(group);
    this.#events.tell({ group, address, state: { name: how } });
  }

  #close({ client }: Member, options?: Abortable): Promise<void> {
    const closing = client.close(options);
    this.#closing.add(closing);
    return closing.finally(() => this.#closing.delete(closing));
  }

  #onState(member: Member, state: ClientState): void {
    const { group, address } = member;
    member.onState(state, this.#clock.now());
    this.#events.tell({ group, address, state });
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

  #members(group: string): readonly Member[] {
    return [...(this.#groups.get(group)?.members.values() ?? [])];
  }

  #pick(
    group: string,
    strategy: Strategy = this.#options.strategy ?? 'round-robin',
    tried: ReadonlySet<Member> | undefined,
  ): Member | undefined {
    const known = this.#groups.get(group);
    const { warmUpMs = 0 } = this.#options;
    const context = { nowMs: this.#clock.now(), warmUpMs, random: this.#random };
    return known?.selection.pick([...known.members.values()], strategy, context, tried);
  }

  #countFailover(group: string): void {
    const known = this.#groups.get(group);
    if (known !== undefined) known.failovers++;
  }
}

/** The members of one group by address, in the order they joined. */
class MemberGroup {
  readonly members = new Map<string, Member>();
  readonly selection = new Selection();
  failovers = 0;

  stats(): GroupStats {
    const members = [...this.members.values()];
    const pending = members.map(({ client }) => client.pendingRequests);
    return {
      members: members.length,
      ready: members.filter(({ isReady }) => isReady).length,
      pendingRequests: pending.reduce((sum, count) => sum + count, 0),
      failovers: this.failovers,
    };
  }
}

function mayGoElsewhere(error: unknown): boolean {
  return error instanceof NetError && error.executed === 'no' && error.retryable;
}

function noMember(group: string): NetError {
  return new NetError('NOT_CONNECTED', `no member of the group ${group} is ready`);
}

function toNetError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  return new NetError('INTERNAL_ERROR', 'the request could not be made', { cause: error });
}
