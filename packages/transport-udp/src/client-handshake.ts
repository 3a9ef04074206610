import {
  closeCodeOf,
  isAbout,
  Kind,
  kindOf,
  payloadOf,
  type SessionId,
  writeDatagram,
  writeHello,
} from './datagram.ts';

/** What follows from a datagram. */
export type HandshakeStep =
  /** Send this. */
  | { readonly kind: 'send'; readonly datagram: Uint8Array }
  | { readonly kind: 'opened' }
  /** The peer said no, and why. */
  | { readonly kind: 'refused'; readonly code: number };

/**
 * The dialler's part of the handshake: say hello until the peer sends a cookie, send the cookie back,
 * and be accepted. Whatever is lost, the next hello makes up for it. Pure.
 */
export class ClientHandshake {
  readonly #id: SessionId;
  #delayMs = FIRST_DELAY_MS;

  constructor(id: SessionId) {
    this.#id = id;
  }

  /** What to send at first, and again after each delay. As long as its answer. */
  get hello(): Uint8Array {
    return writeHello(this.#id);
  }

  /** How long to wait until the next hello: longer each time. */
  nextDelayMs(): number {
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(2 * delayMs, LAST_DELAY_MS);
    return delayMs;
  }

  /** Take a datagram from the peer. Nothing follows from one that is not about this session. */
  receive(datagram: Uint8Array): HandshakeStep | undefined {
    const kind = kindOf(datagram);
    if (kind === undefined || !isAbout(datagram, this.#id)) return undefined;
    if (kind === Kind.Challenge) return { kind: 'send', datagram: this.#echo(datagram) };
    if (kind === Kind.Accept) return { kind: 'opened' };
    return kind === Kind.Close ? { kind: 'refused', code: closeCodeOf(datagram) } : undefined;
  }

  #echo(challenge: Uint8Array): Uint8Array {
    return writeDatagram(Kind.Open, this.#id, payloadOf(challenge));
  }
}

const FIRST_DELAY_MS = 250;
const LAST_DELAY_MS = 2000;
