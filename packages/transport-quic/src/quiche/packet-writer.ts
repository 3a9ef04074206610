import type { HostPort } from '../provider.ts';
import type { QuicheConnection } from './binding.ts';
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
  /** Each packet is written here, for the system copies what it sends. */
  #room: Buffer;
  #last: Buffer;
  #lastTo: HostPort | undefined;

  constructor(socket: UdpSocket, maxPacketBytes: number) {
    this.#socket = socket;
    this.#room = this.#last = Buffer.allocUnsafeSlow(maxPacketBytes);
  }

  /**
   * Send what `connection` has to send, up to a burst.
   *
   * @returns what was sent, and whether there may be more.
   */
  flush(connection: QuicheConnection): Flushed {
    let bytes = 0;
    for (let packets = 0; packets < BURST; packets += 1) {
      const sent = connection.send(this.#room);
      if (sent === null) return { packets, bytes, isMore: false };
      this.#send(sent[0], sent[1].to);
      bytes += sent[0];
    }
    return { packets: BURST, bytes, isMore: true };
  }

  /** Send one packet that `write` writes, and whose length it returns. */
  reply(to: HostPort, write: (out: Buffer) => number): void {
    this.#send(write(this.#room), to);
  }

  /** What sends the packet that went out last once more. */
  repeater(): () => void {
    const to = this.#lastTo;
    const packet = Buffer.from(this.#last);
    return () => {
      if (to !== undefined) this.#socket.send(packet, to);
    };
  }

  /** What the system said last. */
  get lastError(): Error | undefined {
    return this.#socket.lastError;
  }

  #send(bytes: number, to: HostPort): void {
    const room = this.#room;
    const packet = bytes === room.length ? room : room.subarray(0, bytes);
    this.#last = packet;
    this.#lastTo = to;
    this.#socket.send(packet, to);
    if (this.#socket.isHolding) this.#room = Buffer.allocUnsafeSlow(room.length);
  }
}

/** More at a time overflow a receive buffer of usual size, and starve other sessions. */
const BURST = 48;
