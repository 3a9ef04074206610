import { TokenBucket } from '@net/core/extend';
import type { AcceptedPeer, AcceptedPeers } from './accepted-peers.ts';
import { Cookies } from './cookies.ts';
import { randomToken } from './create-connection.ts';
import type { DatagramPort, PeerAddress } from './datagram-port.ts';
import type { Gate } from './gate.ts';
import type { Settings } from './options.ts';
import { isSameToken, TOKEN_BYTES } from './session-note.ts';
import {
  isHandshake,
  type OpenAnswer,
  type OpenRequest,
  readOpen,
  writeAnswer,
} from './token-handshake.ts';

/**
 * Lets in peers that have proven their address with a cookie; nothing is kept of others. From then
 * on each datagram begins with the token of its session, or is dropped.
 */
export class TokenGate implements Gate {
  readonly #settings: Settings;
  readonly #peers: AcceptedPeers;
  readonly #port: DatagramPort;
  readonly #cookies: Cookies;
  readonly #answers: TokenBucket;

  constructor(settings: Settings, peers: AcceptedPeers, port: DatagramPort) {
    this.#settings = settings;
    this.#peers = peers;
    this.#port = port;
    this.#cookies = new Cookies((count) => settings.randomBytes(count));
    this.#answers = new TokenBucket(PER_SECOND, PER_SECOND, settings.clock.now());
  }

  onDatagram(bytes: Uint8Array, from: PeerAddress, isAccepting: boolean): void {
    const known = this.#peers.get(from);
    if (!isHandshake(bytes)) return this.#onSessionDatagram(bytes, known);
    const request = readOpen(bytes);
    if (request === undefined || !isAccepting) return;
    const answer = this.#answer(request, from, known);
    if (answer !== undefined) this.#send(writeAnswer(request.nonce, answer), from);
  }

  #onSessionDatagram(bytes: Uint8Array, known: AcceptedPeer | undefined): void {
    const token = known?.datagramToken;
    if (known === undefined || token === undefined) return;
    if (!isSameToken(token, bytes.subarray(0, TOKEN_BYTES))) return;
    const datagramBytes = bytes.length;
    const payload = this.#settings.session.layer.cipher.open(bytes.subarray(TOKEN_BYTES));
    if (payload !== undefined) known.connection.onDatagram(payload, datagramBytes);
  }

  #answer(
    request: OpenRequest,
    { address, port }: PeerAddress,
    known: AcceptedPeer | undefined,
  ): OpenAnswer | undefined {
    const peer = { address, port };
    const nowMs = this.#settings.clock.now();
    if (!this.#answers.tryTake(1, nowMs)) return undefined;
    if (!this.#cookies.isValid(peer, request, nowMs)) {
      return { kind: 'retry', cookie: this.#cookies.issue(peer, request, nowMs) };
    }
    const isRepeated = known?.connection.session.conv === request.conv;
    const token = isRepeated ? known.datagramToken : this.#accept(peer, request.conv, known);
    return token && { kind: 'accept', token };
  }

  /** The peer's address is proven, so its former session there is no more. */
  #accept(
    peer: PeerAddress,
    conv: number,
    replaced: AcceptedPeer | undefined,
  ): Uint8Array | undefined {
    const datagramToken = randomToken(this.#settings);
    replaced?.connection.abort();
    replaced?.connection.leave();
    const accepted = this.#peers.accept({ conv, peer, isDialled: false, datagramToken });
    return accepted && datagramToken;
  }

  #send(bytes: Uint8Array, to: PeerAddress): void {
    this.#port.allocate().set(bytes);
    this.#port.transmit(bytes.length, to);
  }
}

/**
 * Openings looked at: each costs some times what a datagram of a session does. A flood of them leaves
 * time for those who have a session, and who is not answered asks again.
 */
const PER_SECOND = 10_000;
