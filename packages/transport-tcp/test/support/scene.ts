import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from '@net/core';
import { type Listener, parseAddress, schemeOf } from '@net/core/extend';
import { End } from './end.ts';

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

  async listen(transport: Transport, address: string): Promise<Bound> {
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

  /** Listen with connections that echo. Returns the address. */
  async echo(transport: Transport, address: string): Promise<string> {
    const listener = await transport.listen(address, (connection) => ({
      onData: (bytes) => void connection.send(bytes),
      onDrain() {},
      onClose() {},
    }));
    this.after(() => listener.close());
    return listener.address;
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
  async pair(transport: Transport, address = 'tcp://127.0.0.1:0'): Promise<[End, End, Bound]> {
    const bound = await this.listen(transport, address);
    const dialled = await this.dial(transport, bound.address);
    return [dialled, await bound.next(), bound];
  }

  /** A socket without this package, connected to `address`. */
  async socket(address: string): Promise<Socket> {
    const socket = connect(parseAddress(address, schemeOf(address)));
    this.after(() => socket.destroy());
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  /** A server without this package. Returns its port. */
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

  /**
   * A server that passes what its clients send on to `address`; the way back is up to `onClient`.
   * Returns its port.
   */
  async relay(
    address: string,
    onClient: (client: Socket, upstream: Socket) => void,
  ): Promise<number> {
    return this.server((client) => {
      const upstream = connect(parseAddress(address, schemeOf(address)));
      this.after(() => upstream.destroy());
      upstream.on('error', () => {});
      client.on('data', (chunk) => upstream.write(chunk));
      onClient(client, upstream);
    });
  }

  /** A folder for socket files. */
  folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'net-'));
    this.after(() => rmSync(path, { recursive: true }));
    return path;
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
