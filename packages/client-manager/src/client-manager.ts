import type { Abortable, CallType, Clock, MessageType, RequestOptions } from '@net/core';
import { NetError, systemClock } from '@net/core';
import { checkClientOptions } from './check-client-options.ts';
import { checkTime } from './check-number.ts';
import type { ClientManagerOptions, GroupRequestOptions } from './client-manager-options.ts';
import { type MemberResult, noMember, requestEach, requestOne } from './group-request.ts';
import type { ManagedClient } from './managed-client.ts';
import type { GroupStats } from './member-group.ts';
import type { Member } from './member.ts';
import { type MemberEvent, Membership } from './membership.ts';
import { checkStrategy, type Strategy } from './selection.ts';

/** Many clients in groups: any member of a group can do the group's work. */
export class ClientManager implements AsyncDisposable {
  readonly #options: ClientManagerOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #membership: Membership;
  #isClosed = false;

  /** @throws TypeError for a wrong option, also one of its clients */
  constructor(options: ClientManagerOptions) {
    const { clock = systemClock, random = Math.random } = options;
    checkClientOptions(options);
    checkTime('warmUpMs', options.warmUpMs ?? 0, 0);
    checkTime('evictAfterMs', options.evictAfterMs ?? 1, 1);
    checkStrategy(options.strategy);
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#membership = new Membership(options);
  }

  /** The names of the groups that have members. */
  get groups(): readonly string[] {
    return [...this.#membership.groups.keys()];
  }

  /**
   * Put addresses into a group and dial them. One that is in it already stays as it is.
   *
   * @returns their clients, in the order of `addresses`.
   * @throws NetError `SESSION_CLOSED` once the manager is closed.
   */
  add(group: string, ...addresses: readonly string[]): ManagedClient[] {
    if (this.#isClosed) throw new NetError('SESSION_CLOSED', 'the client manager was closed');
    return addresses.map((address) => this.#membership.join(group, address).client);
  }

  /**
   * Take one address out of a group, or the whole group: it is dialled no more, and its session is
   * closed in good order. Resolves once that is done.
   */
  async remove(group: string, address?: string): Promise<void> {
    const members = this.#membership.of(group);
    const leaving = members.filter((member) => address === undefined || member.address === address);
    await this.#membership.remove(leaving);
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
      this.#membership
        .of(group)
        .map(({ client }) => client)
        .filter((client) => filter(client, group)),
    );
  }

  /** One client of the group that can be asked now. @throws NetError `NOT_CONNECTED` */
  pick(group: string, strategy?: Strategy): ManagedClient {
    const member = this.#pick(group, strategy);
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
  request<Q, R>(
    group: string,
    type: CallType<Q, R>,
    value: NoInfer<Q>,
    options: GroupRequestOptions = {},
  ): Promise<R> {
    const { strategy, timeoutMs = this.#options.limits?.requestTimeoutMs ?? 10_000 } = options;
    const pick = (tried: ReadonlySet<Member>) => this.#pick(group, strategy, tried);
    const onFailover = (): void => this.#countFailover(group);
    const parts = { group, clock: this.#clock, timeoutMs, pick, onFailover };
    return requestOne(parts, type, value, options);
  }

  /** Ask every member, ready or not: what each of them made of it, in the order they joined. */
  requestAll<Q, R>(
    group: string,
    type: CallType<Q, R>,
    value: NoInfer<Q>,
    options?: RequestOptions,
  ): Promise<MemberResult<R>[]> {
    return requestEach(this.#membership.of(group), type, value, options);
  }

  /**
   * Ask many things of one member, all in one write (turbo's `GroupWriteAndGet`).
   *
   * @returns what became of each, in the order of `values`.
   * @throws NetError `NOT_CONNECTED`
   */
  async requestMany<Q, R>(
    group: string,
    type: CallType<Q, R>,
    values: readonly Q[],
    options: GroupRequestOptions = {},
  ): Promise<PromiseSettledResult<R>[]> {
    const client = this.pick(group, options.strategy);
    return Promise.allSettled(values.map((value) => client.request(type, value, options)));
  }

  stats(): ReadonlyMap<string, GroupStats> {
    return new Map([...this.#membership.groups].map(([name, group]) => [name, group.stats()]));
  }

  /** Call `listener` whenever something happens to a member. @returns what calls it off */
  onEvent(listener: (event: MemberEvent) => void): () => void {
    return this.#membership.events.add(listener);
  }

  /** Close every client. Never rejects. */
  async close(options?: Abortable): Promise<void> {
    this.#isClosed = true;
    await this.#membership.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #pick(
    group: string,
    strategy: Strategy = this.#options.strategy ?? 'round-robin',
    tried?: ReadonlySet<Member>,
  ): Member | undefined {
    checkStrategy(strategy);
    const { warmUpMs = 0 } = this.#options;
    const context = { nowMs: this.#clock.now(), warmUpMs, random: this.#random };
    return this.#membership.groups.get(group)?.pick(strategy, context, tried);
  }

  #countFailover(group: string): void {
    const known = this.#membership.groups.get(group);
    if (known !== undefined) known.failovers++;
  }
}
