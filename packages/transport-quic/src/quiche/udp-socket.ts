import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { NetError } from '@net/core';
import type { HostPort } from '../provider.ts';

/** A bound UDP socket. */
export class UdpSocket {
  readonly local: HostPort;
  readonly #socket: Socket;
  #isClosed = false;
  /** Who is given what comes, and owns it. */
  onPacket: ((packet: Buffer, from: HostPort) => void) | undefined;
  /** What went wrong last. A datagram that the system did not take is as good as lost. */
  lastError: Error | undefined;

  private constructor(socket: Socket) {
    const { address: host, port } = socket.address();
    this.local = { host, port };
    this.#socket = socket;
    socket.on('error', this.#onError);
    socket.on('message', (packet, { address, port }) =>
      this.onPacket?.(packet, { host: address, port }),
    );
  }

  /** @throws NetError `ADDRESS_IN_USE`, `LISTEN_FAILED` */
  static async bind(at: HostPort, bufferBytes: number): Promise<UdpSocket> {
    const type = isIP(at.host) === 6 ? 'udp6' : 'udp4';
    const socket = createSocket({ type, lookup: noLookup });
    try {
      // It is bound at once, for there is nothing to look up.
      const bound = once(socket, 'listening');
      socket.bind({ address: at.host, port: at.port });
      await bound;
    } catch (cause) {
      socket.close();
      throw bindError(at, cause);
    }
    growBuffers(socket, bufferBytes);
    return new UdpSocket(socket);
  }

  /** Send `bytes`, which must not be changed any more. */
  send(bytes: Uint8Array, to: HostPort): void {
    if (!this.#isClosed) this.#socket.send(bytes, to.port, to.host, this.#onError);
  }

  /** Resolves when the address is free. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  readonly #onError = (error: Error | null): void => {
    if (error !== null) this.lastError = error;
  };
}

/** Hosts are IP addresses here; Node would look them up once more for each packet. */
function noLookup(
  host: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void {
  done(null, host, isIP(host));
}

/** Where the system refuses more than its default, the default has to do. */
function growBuffers(socket: Socket, bytes: number): void {
  try {
    socket.setRecvBufferSize(bytes);
    socket.setSendBufferSize(bytes);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function bindError({ host, port }: HostPort, cause: unknown): NetError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const at = `UDP port ${port} of ${host}`;
  if (code === 'EADDRINUSE') return new NetError('ADDRESS_IN_USE', `${at} is in use`, { cause });
  return new NetError('LISTEN_FAILED', `${at} cannot be used: ${code}`, { cause });
}
