import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Transport } from '@net/core';
import type { Listener } from '@net/core/extend';
import { WebSocket } from 'ws';
import { parseEndpoint } from '../../src/endpoint.ts';
import { End } from './end.ts';
import { RawPeer, upgradeRequest } from './raw-peer.ts';

/** A listener and the ends it has accepted. */
export interface Bound {
  readonly listener: Listener;
  readonly address: string;
  readonly accepted: readonly End[];
  /** The end that is accepted next, or that was and no one has asked for. */
  next(): Promise<End>;
}

/** Opens things for one test, and closes them all after it. */
export class Scene {
  readonly #cleanups: (() => unknown)[] = [];

  /** Run `cleanup` after the test. */
  after(cleanup: () => unknown): void {
    this.#cleanups.push(cleanup);
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).toReversed()) await cleanup();
  }

  async listen(transport: Transport, address = 'ws://127.0.0.1:0'): Promise<Bound> {
    const accepted: End[] = [];
    const waiting: ((end: End) => void)[] = [];
    let asked = 0;
    const listener = await transport.listen(address, (connection) => {
      const end = new End(connection);
      this.after(() => connection.abort());
      accepted.push(end);
      waiting.shift()?.(end);
      return end;
    });
    this.after(() => listener.close());
    const next = async (): Promise<End> => {
      const end = accepted[asked++];
      return end ?? new Promise((resolve) => waiting.push(resolve));
    };
    return { listener, address: listener.address, accepted, next };
  }

  async dial(transport: Transport, address: string, signal?: AbortSignal): Promise<End> {
    let end: End | undefined;
    const connection = await transport.dial(
      address,
      (opened) => {
        end = new End(opened);
        return end;
      },
      { signal },
    );
    this.after(() => connection.abort());
    if (end === undefined) throw new Error('dial did not call open');
    return end;
  }

  /** Both ends of one connection. */
  async pair(transport: Transport, address?: string): Promise<[End, End, Bound]> {
    const bound = await this.listen(transport, address);
    const dialled = await this.dial(transport, bound.address);
    return [dialled, await bound.next(), bound];
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
  async upgraded(bound: Bound, headers: readonly string[] = []): Promise<[RawPeer, End]> {
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

/** What `promise` is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('expected a rejection, but the promise was fulfilled'),
    (error: unknown) => error,
  );
}
