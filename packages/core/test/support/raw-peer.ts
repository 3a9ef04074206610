import type { Connection } from '../../src/index.ts';
import { ByteQueue, type ConnectionHandler } from '../../src/extend.ts';
import type { Message, Protocol, Transport } from '../../src/index.ts';
import type { Framer } from '../../src/extend.ts';
import { bytesOf, encode, type Packet } from './wire.ts';

/** A far end that speaks the bytes of a protocol, but keeps none of its rules. */
export class RawPeer implements ConnectionHandler {
  readonly received: Message[] = [];
  isClosed = false;
  readonly #protocol: Protocol;
  readonly #input = new ByteQueue();
  #connection: Connection | undefined;
  #framer: Framer | undefined;

  private constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  static async dial(transport: Transport, address: string, protocol: Protocol): Promise<RawPeer> {
    const peer = new RawPeer(protocol);
    await transport.dial(address, (connection) => peer.attach(connection));
    return peer;
  }

  /** Listen in the place of a server: resolves to whoever dials first. */
  static async listen(
    transport: Transport,
    address: string,
    protocol: Protocol,
  ): Promise<{ readonly peer: RawPeer; readonly close: () => Promise<void> }> {
    const peer = new RawPeer(protocol);
    const listener = await transport.listen(address, (connection) => peer.attach(connection));
    return { peer, close: () => listener.close() };
  }

  get connection(): Connection {
    if (this.#connection === undefined) throw new Error('nobody has connected yet');
    return this.#connection;
  }

  attach(connection: Connection): this {
    this.#connection = connection;
    this.#framer = this.#protocol.createFramer(connection.kind);
    return this;
  }

  /** Send packets, all in one `send`. */
  send(...packets: readonly Packet[]): void {
    const { connection } = this;
    connection.send(encode(this.#protocol, connection.kind, packets));
  }

  sendHex(hex: string): void {
    this.connection.send(bytesOf(hex));
  }

  sendBytes(bytes: Uint8Array): void {
    this.connection.send(bytes);
  }

  onData(bytes: Uint8Array): void {
    const { packets } = this.#protocol;
    this.#input.push(bytes);
    if (this.#framer === undefined) {
      this.received.push(packets.read(this.#input, bytes.length));
      return;
    }
    for (;;) {
      const packetBytes = this.#framer.decode(this.#input);
      if (packetBytes === undefined) return;
      this.received.push(packets.read(this.#input, packetBytes));
    }
  }

  onDrain(): void {
    // What it sends is small.
  }

  onClose(): void {
    this.isClosed = true;
  }
}
