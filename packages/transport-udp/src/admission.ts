import { addressGroup } from './ip-address.ts';
import { TokenBucket } from './token-bucket.ts';

/** How many sessions there may be, and how fast new ones may come. `Infinity`: no bound. */
export interface AdmissionBounds {
  readonly maxSessions: number;
  readonly maxSessionsPerAddress: number;
  readonly newSessionsPerSecond: number;
  readonly newSessionsPerAddress: number;
}

/** Why no session may open: there are too many, or too many were new lately. */
export type Refusal = 'full' | 'full-for-address' | 'too-fast';

/**
 * Who may open a session on one socket. Pure: it is told the time.
 *
 * An address takes memory only with a session that was let in, so there are at most as many new ones
 * a second as sessions. Loopback is exempt from the bounds for one address, as in `@net/core`: behind
 * a proxy on the same machine every peer comes from there.
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

  /** Count a new session in. @returns why not, if it may not open. */
  enter(address: string, nowMs: number): Refusal | undefined {
    if (this.isFull) return 'full';
    const group = addressGroup(address);
    const record = group === undefined ? undefined : this.#addresses.get(group);
    const refusal = record === undefined ? undefined : this.#refusalOf(record, nowMs);
    if (refusal !== undefined) return refusal;
    if (!this.#newSessions.has(nowMs)) return 'too-fast';
    this.#newSessions.take();
    this.#sessions += 1;
    if (group !== undefined) this.#count(record ?? this.#addRecord(group, nowMs));
    return undefined;
  }

  /** Count a session out that had been let in. */
  leave(address: string): void {
    this.#sessions -= 1;
    const record = this.#addresses.get(addressGroup(address) ?? '');
    if (record !== undefined) record.sessions -= 1;
  }

  #refusalOf({ sessions, newSessions }: AddressRecord, nowMs: number): Refusal | undefined {
    if (sessions >= this.#bounds.maxSessionsPerAddress) return 'full-for-address';
    return newSessions.has(nowMs) ? undefined : 'too-fast';
  }

  #count(record: AddressRecord): void {
    record.newSessions.take();
    record.sessions += 1;
  }

  #addRecord(group: string, nowMs: number): AddressRecord {
    if (this.#addresses.size >= this.#pruneAt) this.#prune(nowMs);
    const perSecond = this.#bounds.newSessionsPerAddress;
    const newSessions = new TokenBucket(perSecond, Math.max(1, BURST * perSecond), nowMs);
    const record = { sessions: 0, newSessions };
    this.#addresses.set(group, record);
    return record;
  }

  /** Forget addresses that are as good as new; the next look is at twice as many as remain. */
  #prune(nowMs: number): void {
    for (const [group, { sessions, newSessions }] of this.#addresses) {
      if (sessions === 0 && newSessions.isFull(nowMs)) this.#addresses.delete(group);
    }
    this.#pruneAt = Math.max(FIRST_PRUNE_AT, 2 * this.#addresses.size);
  }
}

interface AddressRecord {
  sessions: number;
  readonly newSessions: TokenBucket;
}

/** Of the rate for one address. */
const BURST = 2.5;
const FIRST_PRUNE_AT = 1024;
