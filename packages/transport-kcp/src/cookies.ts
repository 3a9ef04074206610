import { createHmac } from 'node:crypto';
import type { PeerAddress } from './datagram-port.ts';
import { isSameToken } from './session-note.ts';
import { COOKIE_BYTES, type OpenRequest } from './token-handshake.ts';

/**
 * Cookies that prove that a peer receives what is sent to its address, before anything is kept of it:
 * `HMAC-SHA256(secret, period, address, port, nonce, conv)`, cut to 128 bits. They hold for 7.5 to
 * 15 seconds.
 */
export class Cookies {
  readonly #randomBytes: (count: number) => Uint8Array;
  #secret: Uint8Array;
  #lastSecret: Uint8Array;
  /** The first period of the secret. */
  #secretSince = -Infinity;

  /** @param randomBytes makes secrets. */
  constructor(randomBytes: (count: number) => Uint8Array) {
    this.#randomBytes = randomBytes;
    this.#secret = randomBytes(SECRET_BYTES);
    this.#lastSecret = this.#secret;
  }

  /** The cookie for who has sent `request`. */
  issue(peer: PeerAddress, request: OpenRequest, nowMs: number): Uint8Array {
    const period = Math.floor(nowMs / PERIOD_MS);
    this.#rotate(period);
    return cookieOf(this.#secret, period, peer, request);
  }

  /** Whether the cookie in `request` was issued for its sender, not long ago. */
  isValid(peer: PeerAddress, request: OpenRequest, nowMs: number): boolean {
    if (isBlank(request.cookie)) return false;
    const period = Math.floor(nowMs / PERIOD_MS);
    this.#rotate(period);
    const isFirst = period === this.#secretSince;
    const last = isFirst ? this.#lastSecret : this.#secret;
    return (
      isSameToken(request.cookie, cookieOf(this.#secret, period, peer, request)) ||
      isSameToken(request.cookie, cookieOf(last, period - 1, peer, request))
    );
  }

  #rotate(period: number): void {
    if (period < this.#secretSince + PERIODS_PER_SECRET) return;
    this.#lastSecret = this.#secret;
    this.#secret = this.#randomBytes(SECRET_BYTES);
    this.#secretSince = period;
  }
}

/** Who asks for the first time has none, which costs no check. */
function isBlank(cookie: Uint8Array): boolean {
  return cookie.every((byte) => byte === 0);
}

function cookieOf(
  secret: Uint8Array,
  period: number,
  { address, port }: PeerAddress,
  { nonce, conv }: OpenRequest,
): Uint8Array {
  const hmac = createHmac('sha256', secret);
  hmac.update(`${period} ${address} ${port} ${conv} `);
  return hmac.update(nonce).digest().subarray(0, COOKIE_BYTES);
}

const SECRET_BYTES = 32;
const PERIOD_MS = 7500;
/** Two minutes. */
const PERIODS_PER_SECRET = 16;
