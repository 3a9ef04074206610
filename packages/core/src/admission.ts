import type { NetErrorCode } from './error-codes.ts';
import type { Bounds } from './limits.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * Who may open a session: bounds how many there are and how fast new ones come, in all and from one
 * remote address. Pure: it is told the time.
 *
 * Loopback and Unix peers are exempt from the bounds for one address: behind a proxy on the same
 * machine every client comes from there.
 */
export class Admission {
  #bounds: Bounds;
  #sessions = 0;
  #newSessions: TokenBucket;
  #addresses = new Map<string, AddressRecord>();

  constructor(bounds: Bounds, nowMs: number) {
    this.#bounds = bounds;
    const perSecond = bounds.newSessionsPerSecond;
    this.#newSessions = new TokenBucket(perSecond, 2 * perSecond, nowMs);
  }

  /** Count a new session in. @returns why not, if it may not open. */
  enter(remote: string, nowMs: number): NetErrorCode | undefined {
    if (this.#sessions >= this.#bounds.maxSessions) return 'TOO_MANY_SESSIONS';
    const address = addressKey(remote);
    const record = address === undefined ? undefined : this.#record(address, nowMs);
    if (record !== undefined && !this.#mayEnter(record, nowMs))
      return 'TOO_MANY_SESSIONS_PER_ADDRESS';
    if (!this.#newSessions.tryTake(1, nowMs)) return 'TOO_MANY_SESSIONS';
    this.#sessions++;
    if (record !== undefined) record.sessions++;
    return undefined;
  }

  /** Count a session out that had been let in. */
  leave(remote: string): void {
    this.#sessions--;
    const record = this.#addresses.get(addressKey(remote) ?? '');
    if (record !== undefined) record.sessions--;
  }

  #mayEnter(record: AddressRecord, nowMs: number): boolean {
    if (record.sessions >= this.#bounds.maxSessionsPerAddress) return false;
    return record.newSessions.tryTake(1, nowMs);
  }

  #record(address: string, nowMs: number): AddressRecord {
    let record = this.#addresses.get(address);
    if (record === undefined) {
      if (this.#addresses.size >= PRUNE_AT) this.#prune(nowMs);
      const perSecond = this.#bounds.newSessionsPerAddress;
      const newSessions = new TokenBucket(perSecond, BURST * perSecond, nowMs);
      record = { sessions: 0, newSessions };
      this.#addresses.set(address, record);
    }
    return record;
  }

  /** Forget addresses that are as good as new. */
  #prune(nowMs: number): void {
    for (const [address, { sessions, newSessions }] of this.#addresses) {
      if (sessions === 0 && newSessions.isFull(nowMs)) this.#addresses.delete(address);
    }
  }
}

interface AddressRecord {
  sessions: number;
  readonly newSessions: TokenBucket;
}

/**
 * `tcp://203.0.113.7:5000` → `203.0.113.7`; of an IPv6 address its first 64 bits, since whoever has
 * one has them all; nothing for peers that are exempt.
 */
export function addressKey(remote: string): string | undefined {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:\[([^\]]+)\]|([^/:]+)):\d+/.exec(remote);
  const address = (host?.[1] ?? host?.[2])?.replace(/^::ffff:(?=\d+\.)/, '');
  if (address === undefined || address === '::1' || address.startsWith('127.')) return undefined;
  return address.includes(':') ? ipv6Prefix(address) : address;
}

function ipv6Prefix(address: string): string {
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => '0');
  return [...groups, ...zeros, ...after].slice(0, 4).join(':');
}

const BURST = 2.5;
const PRUNE_AT = 4096;
