import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseAddress } from '@net/core/extend';
import { TransportEnd, TransportScene } from '@net/testing';

/** Opens things for one test, and closes them all after it. */
export class Scene extends TransportScene {
  constructor() {
    super('udp://127.0.0.1:0', (connection) => new TransportEnd(connection));
  }

  /** A socket without this package. */
  async socket(host = '127.0.0.1', port = 0): Promise<Peer> {
    const socket = createSocket('udp4');
    socket.bind(port, host);
    await once(socket, 'listening');
    const peer = new Peer(socket);
    this.after(() => peer.close());
    return peer;
  }
}

/** A socket without this package: keeps what it receives. */
export class Peer {
  readonly port: number;
  readonly received: { readonly bytes: Buffer; readonly from: RemoteInfo }[] = [];
  readonly #socket: Socket;
  #isClosed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (bytes, from) => this.received.push({ bytes, from }));
  }

  get address(): string {
    return `udp://127.0.0.1:${this.port}`;
  }

  get endpoint(): { readonly address: string; readonly port: number } {
    return { address: '127.0.0.1', port: this.port };
  }

  /** Resolves a turn later, when whoever is in this process can have read it: a flood loses nothing. */
  async send(bytes: Uint8Array, address: string): Promise<void> {
    const { host, port } = parseAddress(address, 'udp');
    this.#socket.send(bytes, port, host);
    await nextTurn();
    await nextTurn();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  /** What is received as the `count`-th, from 1. */
  async nth(count: number): Promise<Buffer> {
    while (this.received.length < count) await once(this.#socket, 'message');
    return this.received[count - 1]?.bytes ?? Buffer.alloc(0);
  }
}
