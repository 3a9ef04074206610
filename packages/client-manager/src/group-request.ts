import { type CallType, type Clock, NetError, type RequestOptions } from '@net/core';
import { checkAboveZero } from './check-number.ts';
import type { Member } from './member.ts';

/** What one member of a group made of a request. */
export interface MemberResult<R> {
  readonly address: string;
  /** The answer, unless there is an error. */
  readonly value?: R;
  readonly error?: NetError;
}

/** What asking one member after the other works with. */
export interface FailoverParts {
  readonly group: string;
  readonly clock: Clock;
  /** How long all of them have, together. */
  readonly timeoutMs: number;
  /** Whom to ask next. */
  readonly pick: (tried: ReadonlySet<Member>) => Member | undefined;
  /** Another is about to be asked. */
  readonly onFailover: () => void;
}

/**
 * Ask members until one of them has run the request, or may have.
 *
 * @throws NetError `NOT_CONNECTED`, and what the last request rejects with. TypeError for a `timeoutMs`
 * that is none
 */
export async function requestOne<Q, R>(
  { group, clock, timeoutMs, pick, onFailover }: FailoverParts,
  type: CallType<Q, R>,
  value: NoInfer<Q>,
  options: RequestOptions,
): Promise<R> {
  checkAboveZero('timeoutMs', timeoutMs);
  const giveUpAtMs = clock.now() + timeoutMs;
  const tried = new Set<Member>();
  let failure: unknown = noMember(group);
  for (;;) {
    const member = pick(tried);
    const leftMs = giveUpAtMs - clock.now();
    if (member === undefined || leftMs <= 0) throw failure;
    if (tried.size > 0) onFailover();
    tried.add(member);
    try {
      return await member.client.request(type, value, { ...options, timeoutMs: leftMs });
    } catch (error) {
      if (!mayGoElsewhere(error)) throw error;
      failure = error;
    }
  }
}

/** Ask every one of them. Never rejects. @returns what each made of it, in their order */
export function requestEach<Q, R>(
  members: readonly Member[],
  type: CallType<Q, R>,
  value: NoInfer<Q>,
  options?: RequestOptions,
): Promise<MemberResult<R>[]> {
  const asked = members.map(async ({ address, client }) => {
    try {
      return { address, value: await client.request(type, value, options) };
    } catch (error) {
      return { address, error: toNetError(error) };
    }
  });
  return Promise.all(asked);
}

/** Nobody of the group can be asked now. */
export function noMember(group: string): NetError {
  return new NetError('NOT_CONNECTED', `no member of the group ${group} is ready`);
}

function mayGoElsewhere(error: unknown): boolean {
  return error instanceof NetError && error.executed === 'no' && error.retryable;
}

function toNetError(error: unknown): NetError {
  if (error instanceof NetError) return error;
  return new NetError('INTERNAL_ERROR', 'the request could not be made', { cause: error });
}
