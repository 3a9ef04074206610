import type { AcceptedPeer, AcceptedPeers } from './accepted-peers.ts';
import type { PeerAddress } from './datagram-port.ts';
import type { Gate } from './gate.ts';
import type { Settings } from './options.ts';
import { convOf, readOpening } from './opening.ts';

/**
 * Lets in any peer that speaks KCP. A session is known by its peer's address and port, as in kcp-go;
 * but another conversation from there takes its place only when it has ended, or missed the answers
 * to two keep-alives: else one forged datagram would end it.
 */
export class CompatibleGate implements Gate {
  readonly #settings: Settings;
  readonly #peers: AcceptedPeers;

  constructor(settings: Settings, peers: AcceptedPeers) {
    this.#settings = settings;
    this.#peers = peers;
  }

  onDatagram(bytes: Uint8Array, from: PeerAddress, isAccepting: boolean): void {
    const datagramBytes = bytes.length;
    const payload = this.#settings.session.layer.cipher.open(bytes);
    if (payload === undefined) return;
    const known = this.#peers.get(from);
    if (known !== undefined && !this.#mayReplace(known, payload)) {
      known.connection.onDatagram(payload, datagramBytes);
    } else if (isAccepting) {
      this.#accept(payload, from, known)?.connection.onDatagram(payload, datagramBytes);
    }
  }

  #mayReplace({ connection }: AcceptedPeer, payload: Uint8Array): boolean {
    const conv = convOf(payload);
    if (conv === undefined || conv === connection.session.conv) return false;
    const { clock, session } = this.#settings;
    const silentMs = connection.session.silentMs(clock.now());
    return connection.isClosed || silentMs >= MISSED_KEEP_ALIVES * session.keepAliveMs;
  }

  #accept(
    payload: Uint8Array,
    { address, port }: PeerAddress,
    replaced: AcceptedPeer | undefined,
  ): AcceptedPeer | undefined {
    const conv = readOpening(payload, this.#settings.session.machine.receiveWindow);
    if (conv === undefined) return undefined;
    replaced?.connection.leave();
    return this.#peers.accept({ conv, peer: { address, port }, isDialled: false });
  }
}

/** The first is sent after the time for one, the second after half of that. */
const MISSED_KEEP_ALIVES = 1.75;
