import type { HostPort } from '../provider.ts';
import type { QuicheConnection } from './binding.ts';
import { Slab } from './slab.ts';
import type { UdpSocket } from './udp-socket.ts';

/** What a flush has sent. */
interface Flushed {
  readonly packets: number;
  readonly bytes: number;
  /** Whether there may be more to send. */
  readonly isMore: boolean;
}

/** Takes packets out of connections and sends them. */
export class PacketWriter {
  readonly #socket: UdpSocket;
  readonly #maxPacketBytes: number;
  readonly #slab = new Slab(SLAB_BYTES);
  #last: { readonly packet: Buffer; readonly to: HostPort } | undefined;

  constructor(socket: UdpSocket, maxPacketBytes: number) {
    this.#socket = socket;
    this.#maxPacketBytes = maxPacketBytes;
  }

  /**
   * Send what `connection` has to send, up to a burst.
   *
   * @returns what was sent, and whether there may be more.
   */
  flush(connection: QuicheConnection): Flushed {
    let bytes = 0;
    for (let packets = 0; packets < BURST; packets += 1) {
      const sent = connection.send(this.#slab.room(this.#maxPacketBytes));
      if (sent === null) return { packets, bytes, isMore: false };
      this.#send(this.#slab.take(sent[0]), sent[1].to);
      bytes += sent[0];
    }
    return { packets: BURST, bytes, isMore: true };
  }

  /** Send one packet that `write` writes, and whose length it returns. */
  reply(to: HostPort, write: (out: Buffer) => number): void {
    const bytes = write(this.#slab.room(this.#maxPacketBytes));
    this.#send(this.#slab.take(bytes), to);
  }

  /** What sends the packet that went out last once more. */
  repeater(): () => void {
    const last = this.#last;
    return () => {
      if (last !== undefined) this.#socket.send(last.packet, last.to);
    };
  }

  /** What the system said last. */
  get lastError(): Error | undefined {
    return this.#socket.lastError;
  }

  #send(packet: Buffer, to: HostPort): void {
    this.#last = { packet, to };
    this.#socket.send(packet, to);
  }
}

/** More at a time overflow a receive buffer of usual size, and starve other sessions. */
const BURST = 48;
const SLAB_BYTES = 128 * 1024;
