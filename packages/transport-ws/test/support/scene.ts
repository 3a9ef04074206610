import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Bound, TransportEnd, TransportScene } from '@net/testing';
import { WebSocket } from 'ws';
import { parseEndpoint } from '../../src/endpoint.ts';
import { RawPeer, upgradeRequest } from './raw-peer.ts';

/** Opens things for one test, and closes them all after it. */
export class Scene extends TransportScene {
  constructor() {
    super('ws://127.0.0.1:0', (connection) => new TransportEnd(connection));
  }

  /** A socket without this package, connected to `address`. */
  async socket(address: string): Promise<Socket> {
    const { host, port } = parseEndpoint(address);
    const socket = connect({ host, port });
    this.after(() => socket.destroy());
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  /** A socket on which `request` has been sent. */
  async ask(address: string, request: string): Promise<RawPeer> {
    const socket = await this.socket(address);
    const peer = new RawPeer(socket);
    socket.write(request);
    return peer;
  }

  /** A socket that has been upgraded by hand, and the end that was accepted for it. */
  async upgraded(bound: Bound, headers: readonly string[] = []): Promise<[RawPeer, TransportEnd]> {
    const { path } = parseEndpoint(bound.address);
    const peer = await this.ask(bound.address, upgradeRequest(path, headers));
    const head = await peer.untilHead();
    if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`not upgraded: ${head}`);
    return [peer, await bound.next()];
  }

  /** A WebSocket of the bare `ws` package that has opened. */
  async foreign(
    address: string,
    protocols: string[] = [],
    perMessageDeflate = false,
  ): Promise<WebSocket> {
    const webSocket = new WebSocket(address, protocols, { perMessageDeflate });
    this.after(() => webSocket.terminate());
    webSocket.on('error', () => {});
    await once(webSocket, 'open');
    return webSocket;
  }

  /** A TCP server without this package. Returns its port. */
  async server(onSocket: (socket: Socket) => void): Promise<number> {
    const server: Server = createServer((socket) => {
      this.after(() => socket.destroy());
      socket.on('error', () => {});
      onSocket(socket);
    });
    this.after(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return portOf(server);
  }
}

/** The port that a TCP server has got. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('the server is not bound to a port');
}
