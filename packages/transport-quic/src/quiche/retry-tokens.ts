import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HostPort } from '../provider.ts';

/** What a client has to repeat with a token. */
export interface RetryTarget {
  readonly remote: HostPort;
  /** The connection id that the Retry gave it. */
  readonly newId: Uint8Array;
}

/**
 * Tokens that prove a client's address (RFC 9000, section 8.1.2): `expiry(8) original id, mac(16)`.
 * Whoever has one received it at that address, a short while ago. Nothing is remembered.
 */
export class RetryTokens {
  readonly #key: Uint8Array;

  /** @param key 32 random bytes that nobody else knows. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** The token for a client that began with `originalId`. */
  mint(originalId: Uint8Array, target: RetryTarget, nowMs: number): Buffer {
    const body = Buffer.alloc(EXPIRY_BYTES + originalId.length);
    body.writeDoubleBE(nowMs + LIFETIME_MS);
    body.set(originalId, EXPIRY_BYTES);
    return Buffer.concat([body, this.#mac(body, target)]);
  }

  /** The original id in `token`; `undefined` when it is forged, too old or another client's. */
  open(token: Uint8Array, target: RetryTarget, nowMs: number): Buffer | undefined {
    if (token.length < EXPIRY_BYTES + MAC_BYTES) return undefined;
    const copy = Buffer.from(token);
    const body = copy.subarray(0, -MAC_BYTES);
    if (!timingSafeEqual(copy.subarray(-MAC_BYTES), this.#mac(body, target))) return undefined;
    return body.readDoubleBE(0) < nowMs ? undefined : body.subarray(EXPIRY_BYTES);
  }

  #mac(body: Uint8Array, { remote, newId }: RetryTarget): Buffer {
    const mac = createHmac('sha256', this.#key).update(body).update(newId);
    return mac.update(`${remote.host} ${remote.port}`).digest().subarray(0, MAC_BYTES);
  }
}

const LIFETIME_MS = 10_000;
const EXPIRY_BYTES = 8;
const MAC_BYTES = 16;
