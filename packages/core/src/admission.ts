import type { NetErrorCode } from './error-codes.ts';
import { addressKey } from './ip-address.ts';
import { TokenBucket } from './token-bucket.ts';

/** How many sessions there may be, and how fast new ones may come. `Infinity`: no bound. */
export interface AdmissionBounds {
  readonly maxSessions: number;
  readonly maxSessionsPerAddress: number;
  /** Twice as many in a burst. */
  readonly newSessionsPerSecond: number;
  /** Two and a half times as many in a burst. */
  readonly newSessionsPerAddress: number;
}

/** Why no session may open: there are too many, or too many were new lately. */
export type Refusal = 'full' | 'full-for-address' | 'too-fast' | 'too-fast-for-address';

/**
 * Who may open a session: bounds how many there are and how fast new ones come, in all and from one
 * remote address. Pure: it is told the time.
 *
 * An address takes memory only with a session that was let in, so there are at most as many new ones
 * a second as sessions. Loopback and Unix peers are exempt from the bounds for one address: behind a
 * proxy on the same machine every client comes from there.
 */
export class Admission {
  readonly #bounds: AdmissionBounds;
  readonly #newSessions: TokenBucket;
  readonly #addresses = new Map<string, AddressRecord>();
  #sessions = 0;
  #pruneAt = FIRST_PRUNE_AT;

  constructor(bounds: AdmissionBounds, nowMs: number) {
    const perSecond = bounds.newSessionsPerSecond;
    this.#bounds = bounds;
    this.#newSessions = new TokenBucket(perSecond, Math.max(1, 2 * perSecond), nowMs);
  }

  /** Addresses that take memory. */
  get addresses(): number {
    return this.#addresses.size;
  }

  /** Whether there is no room for any new session, whoever asks. */
  get isFull(): boolean {
    return this.#sessions >= this.#bounds.maxSessions;
  }

  /**
   * Count a new session in.
   *
   * @param remote see `addressKey`.
   * @returns why not, if it may not open.
   */
  enter(remote: string, nowMs: number): Refusal | undefined {
    if (this.isFull) return 'full';
    const key = addressKey(remote);
    const record = key === undefined ? undefined : this.#addresses.get(key);
    const refusal = record === undefined ? undefined : this.#refusalOf(record, nowMs);
    if (refusal !== undefined) return refusal;
    if (!this.#newSessions.tryTake(1, nowMs)) return 'too-fast';
    this.#sessions++;
    if (key !== undefined) count(record ?? this.#addRecord(key, nowMs), nowMs);
    return undefined;
  }

  /** Count a session out that had been let in. */
  leave(remote: string): void {
    this.#sessions--;
    const record = this.#addresses.get(addressKey(remote) ?? '');
    if (record !== undefined) record.sessions--;
  }

  #refusalOf({ sessions, newSessions }: AddressRecord, nowMs: number): Refusal | undefined {
    if (sessions >= this.#bounds.maxSessionsPerAddress) return 'full-for-address';
    return newSessions.has(1, nowMs) ? undefined : 'too-fast-for-address';
  }

  #addRecord(key: string, nowMs: number): AddressRecord {
    if (this.#addresses.size >= this.#pruneAt) this.#prune(nowMs);
    const perSecond = this.#bounds.newSessionsPerAddress;
    const newSessions = new TokenBucket(perSecond, Math.max(1, BURST * perSecond), nowMs);
    const record = { sessions: 0, newSessions };
    this.#addresses.set(key, record);
    return record;
  }

  /** Forget addresses that are as good as new; the next look is at twice as many as remain. */
  #prune(nowMs: number): void {
    for (const [key, { sessions, newSessions }] of this.#addresses) {
      if (sessions === 0 && newSessions.isFull(nowMs)) this.#addresses.delete(key);
    }
    this.#pruneAt = Math.max(FIRST_PRUNE_AT, 2 * this.#addresses.size);
  }
}

/** The code by which a refusal is known to users and peers. */
export function refusalCode(refusal: Refusal): NetErrorCode {
  const isOfAddress = refusal === 'full-for-address' || refusal === 'too-fast-for-address';
  return isOfAddress ? 'TOO_MANY_SESSIONS_PER_ADDRESS' : 'TOO_MANY_SESSIONS';
}

interface AddressRecord {
  sessions: number;
  readonly newSessions: TokenBucket;
}

function count(record: AddressRecord, nowMs: number): void {
  record.newSessions.tryTake(1, nowMs);
  record.sessions++;
}

/** Of the rate for one address. */
const BURST = 2.5;
const FIRST_PRUNE_AT = 1024;
