import type { VirtualNetwork, VirtualSocket } from '@net/testing';
import type { DatagramPort, PeerAddress, PortUser } from '../../src/datagram-port.ts';

/** A port in a virtual network, where the address of a peer is `address:port`. */
export class VirtualPort implements DatagramPort {
  readonly local: PeerAddress;
  /** Every datagram that was sent, when asked to keep them. */
  readonly sent: Uint8Array[] | undefined;
  sentBytes = 0;
  isClosed = false;
  readonly #socket: VirtualSocket;
  readonly #block = new Uint8Array(1500);
  #user: PortUser | undefined;

  constructor(network: VirtualNetwork, local: PeerAddress, keepsSent = false) {
    this.local = local;
    this.sent = keepsSent ? [] : undefined;
    this.#socket = network.bind(nameOf(local), (bytes, from) => {
      this.#user?.onDatagram(bytes, peerOf(from));
    });
  }

  use(user: PortUser): void {
    this.#user = user;
  }

  allocate(): Uint8Array {
    return this.#block;
  }

  transmit(length: number, to: PeerAddress): void {
    if (this.isClosed) throw new Error('a closed port is used');
    this.sentBytes += length;
    this.sent?.push(this.#block.slice(0, length));
    this.#socket.send(this.#block.subarray(0, length), nameOf(to));
    // Whoever reads from the block after it was sent shall notice.
    this.#block.fill(0xdd);
  }

  setAlive(): void {}

  async close(): Promise<void> {
    this.isClosed = true;
    this.#socket.close();
  }
}

function nameOf({ address, port }: PeerAddress): string {
  return `${address}:${port}`;
}

function peerOf(name: string): PeerAddress {
  const at = name.lastIndexOf(':');
  return { address: name.slice(0, at), port: Number(name.slice(at + 1)) };
}
