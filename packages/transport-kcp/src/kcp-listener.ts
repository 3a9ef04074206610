import type { OpenConnection } from '@net/core';
import type { Listener } from '@net/core/extend';
import { AcceptedPeers } from './accepted-peers.ts';
import { CompatibleGate } from './compatible-gate.ts';
import { addressOf } from './create-connection.ts';
import type { DatagramPort, PeerAddress, PortUser } from './datagram-port.ts';
import type { Gate } from './gate.ts';
import type { LinkWarning } from './link-warning.ts';
import type { Settings } from './options.ts';
import { TokenGate } from './token-gate.ts';

/** Accepts sessions at one port, which all of them share until the last one is over. */
export class KcpListener implements Listener, PortUser {
  readonly address: string;
  readonly #settings: Settings;
  readonly #port: DatagramPort;
  readonly #peers: AcceptedPeers;
  readonly #gate: Gate;
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};
  #isAccepting = true;
  #cancelFree: () => void = () => {};

  constructor(settings: Settings, port: DatagramPort, open: OpenConnection, warning: LinkWarning) {
    this.#settings = settings;
    this.#port = port;
    this.address = addressOf(port.local);
    const onChange = (): void => this.#freeUnused();
    this.#peers = new AcceptedPeers({ settings, port, open, warning, onChange });
    this.#gate = settings.usesTokens
      ? new TokenGate(settings, this.#peers, port)
      : new CompatibleGate(settings, this.#peers);
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    port.use(this);
  }

  /** The port is free when no session is open any more. */
  async close(): Promise<void> {
    this.#isAccepting = false;
    this.#freeUnused();
    if (this.#peers.open === 0) await this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  onDatagram(bytes: Uint8Array, from: PeerAddress): void {
    this.#gate.onDatagram(bytes, from, this.#isAccepting);
  }

  /** Not told of a port that is not connected. */
  onRefused(): void {}

  /** Free the port once nobody uses it; peers that do not know of an end get a moment. */
  #freeUnused(): void {
    if (this.#isAccepting || this.#peers.open > 0) return;
    const { clock } = this.#settings;
    this.#cancelFree();
    this.#cancelFree = clock.after(this.#peers.size === 0 ? 0 : LINGER_MS, () => this.#free());
  }

  #free(): void {
    this.#peers.forgetLingering();
    void this.#port.close().then(() => this.#resolveClosed());
  }
}

const LINGER_MS = 250;
