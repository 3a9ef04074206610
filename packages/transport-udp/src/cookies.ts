import { hmacSha256, isSame, newSecret } from './crypto.ts';
import { COOKIE_BYTES, type SessionId } from './datagram.ts';

/** Who asks for a session. */
export interface Asker extends SessionId {
  /** The IP address as text, the way the system writes it. */
  readonly address: string;
  readonly port: number;
}

/**
 * Cookies that prove that a peer receives what is sent to its address, as in RFC 9000, section 8.1.
 *
 * A cookie is HMAC-SHA256 over the peer's address, its port, its session id and the epoch, cut to
 * 128 bits. Nothing is kept of the peers it was made for. Pure but for its secrets: it is told the
 * time.
 */
export class Cookies {
  readonly #newSecret: () => Uint8Array;
  #generation = -1;
  #secret: Uint8Array;
  #lastSecret: Uint8Array;

  /** @param makeSecret where secrets come from, 32 bytes each; chance by default. */
  constructor(makeSecret: () => Uint8Array = newSecret) {
    this.#newSecret = makeSecret;
    this.#secret = makeSecret();
    this.#lastSecret = makeSecret();
  }

  /** A cookie for `asker`. */
  issue(asker: Asker, nowMs: number): Uint8Array {
    return this.#cookie(asker, epochAt(nowMs));
  }

  /** Whether `cookie` was issued for `asker` in the last 15 s; it is good for 7.5 s at least. */
  isValid(cookie: Uint8Array, asker: Asker, nowMs: number): boolean {
    const epoch = epochAt(nowMs);
    if (isSame(cookie, this.#cookie(asker, epoch))) return true;
    return isSame(cookie, this.#cookie(asker, epoch - 1));
  }

  #cookie({ address, port, idHigh, idLow }: Asker, epoch: number): Uint8Array {
    const text = `${epoch} ${address} ${port} ${idHigh} ${idLow}`;
    return hmacSha256(this.#secretOf(epoch), Buffer.from(text)).subarray(0, COOKIE_BYTES);
  }

  /** The secret of the current generation, or of the one before. */
  #secretOf(epoch: number): Uint8Array {
    const generation = Math.floor(epoch / EPOCHS_PER_SECRET);
    if (generation > this.#generation) this.#rotate(generation);
    return generation === this.#generation ? this.#secret : this.#lastSecret;
  }

  #rotate(generation: number): void {
    const isNext = generation === this.#generation + 1;
    this.#lastSecret = isNext ? this.#secret : this.#newSecret();
    this.#secret = this.#newSecret();
    this.#generation = generation;
  }
}

function epochAt(nowMs: number): number {
  return Math.floor(nowMs / EPOCH_MS);
}

/** A cookie is good in its epoch and the next. */
const EPOCH_MS = 7500;
/** Two minutes. */
const EPOCHS_PER_SECRET = 16;
