import { COOKIE_BYTES, readAnswer, writeOpen } from './token-handshake.ts';

/** Asks a listener for the token of a new session, until it is told. Pure. */
export class TokenRequest {
  readonly #conv: number;
  readonly #nonce: Uint8Array;
  #cookie: Uint8Array = new Uint8Array(COOKIE_BYTES);
  #token: Uint8Array | undefined;

  /** @param nonce random, 8 bytes. */
  constructor(conv: number, nonce: Uint8Array) {
    this.#conv = conv;
    this.#nonce = nonce;
  }

  /** What was asked for. */
  get token(): Uint8Array | undefined {
    return this.#token;
  }

  /** What to send. */
  question(): Uint8Array {
    return writeOpen({ nonce: this.#nonce, cookie: this.#cookie, conv: this.#conv });
  }

  /** Take a datagram. @returns whether it has changed the question, which is then to be asked at once. */
  read(datagram: Uint8Array): boolean {
    const answer = readAnswer(datagram, this.#nonce);
    if (answer === undefined) return false;
    if (answer.kind === 'accept') this.#token = answer.token;
    else this.#cookie = answer.cookie;
    return answer.kind === 'retry';
  }
}
