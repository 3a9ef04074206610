import { networkOf } from './ip-address.ts';
import { TokenBucket } from './token-bucket.ts';

/** How many sessions one socket may have. `Infinity`: no bound. */
export interface AdmissionLimits {
  readonly maxSessions: number;
  /** Sessions whose peer has not been proven to have its address. */
  readonly maxHalfOpen: number;
  readonly maxSessionsPerAddress: number;
  readonly newSessionsPerSecond: number;
  readonly newSessionsPerAddress: number;
}

/**
 * Who may open a session. Pure. Peers on this machine are exempt from the bounds for one address, as
 * in `@net/core`.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #newSessions: TokenBucket;
  readonly #networks = new Map<string, NetworkRecord>();
  #sessions = 0;
  #halfOpen = 0;
  #pruneAt = FIRST_PRUNE_AT;

  constructor(limits: AdmissionLimits, nowMs: number) {
    this.#limits = limits;
    const perSecond = limits.newSessionsPerSecond;
    this.#newSessions = new TokenBucket(perSecond, Math.max(1, 2 * perSecond), nowMs);
  }

  /** Whether a session may open for `address`; if so it is counted in. */
  enter(address: string, isHalfOpen: boolean, nowMs: number): boolean {
    if (this.#sessions >= this.#limits.maxSessions) return false;
    if (isHalfOpen && this.#halfOpen >= this.#limits.maxHalfOpen) return false;
    const network = networkOf(address);
    const known = network === undefined ? undefined : this.#networks.get(network);
    if (known !== undefined && !this.#mayEnter(known, nowMs)) return false;
    if (!this.#newSessions.tryTake(nowMs)) return false;
    this.#sessions += 1;
    if (isHalfOpen) this.#halfOpen += 1;
    if (network !== undefined) (known ?? this.#addRecord(network, nowMs)).sessions += 1;
    return true;
  }

  /** A half-open session has been proven, or leaves. */
  leaveHalfOpen(): void {
    this.#halfOpen -= 1;
  }

  /** A session leaves. */
  leave(address: string): void {
    this.#sessions -= 1;
    const record = this.#networks.get(networkOf(address) ?? '');
    if (record !== undefined) record.sessions -= 1;
  }

  #mayEnter(record: NetworkRecord, nowMs: number): boolean {
    if (record.sessions >= this.#limits.maxSessionsPerAddress) return false;
    return record.newSessions.tryTake(nowMs);
  }

  /** Only for who was let in: forged addresses take no memory. */
  #addRecord(network: string, nowMs: number): NetworkRecord {
    if (this.#networks.size >= this.#pruneAt) this.#prune(nowMs);
    const perSecond = this.#limits.newSessionsPerAddress;
    const newSessions = new TokenBucket(perSecond, Math.max(1, BURST * perSecond), nowMs);
    newSessions.tryTake(nowMs);
    const record = { sessions: 0, newSessions };
    this.#networks.set(network, record);
    return record;
  }

  /** Forget who is as good as new; the next look is at twice as many as remain. */
  #prune(nowMs: number): void {
    for (const [network, { sessions, newSessions }] of this.#networks) {
      if (sessions === 0 && newSessions.isFull(nowMs)) this.#networks.delete(network);
    }
    this.#pruneAt = Math.max(FIRST_PRUNE_AT, 2 * this.#networks.size);
  }
}

interface NetworkRecord {
  sessions: number;
  readonly newSessions: TokenBucket;
}

/** Of the rate for one address. */
const BURST = 2.5;
const FIRST_PRUNE_AT = 1024;
