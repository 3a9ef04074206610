import { createServer, connect, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAddress, schemeOf } from '@net/core/extend';
import { TransportEnd, TransportScene } from '@net/testing';

/** Opens things for one test, and closes them all after it. */
export class Scene extends TransportScene {
  constructor() {
    super('tcp://127.0.0.1:0', (connection) => new TransportEnd(connection));
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
