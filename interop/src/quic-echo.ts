import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Connection, NetError } from '@net/core';
import {
  quic,
  type QuicConnection,
  type QuicConnectionHandler,
  type QuicOptions,
} from '@net/transport-quic';
import type { CertificateFiles } from '../../apps/shared/src/certificate.ts';
import type { ServerProgram } from './program.ts';

/** A server of ours, and how its connections and channels have ended. */
export interface QuicEcho extends ServerProgram {
  readonly ends: string[];
}

/** A server of ours that echoes, and does to a stream what its first bytes ask for. */
export async function startQuicEcho(
  files: CertificateFiles,
  { tls, ...options }: QuicOptions = {},
): Promise<QuicEcho> {
  const { cert, key } = await read(files);
  const transport = quic({ tls: { cert, key, alpn: ['interop'], ...tls }, ...options });
  const ends: string[] = [];
  const connections = new Set<Connection>();
  const listener = await transport.listen('quic://127.0.0.1:0', (connection) => {
    connections.add(connection);
    return echoTo(connection, ends);
  });
  return {
    address: new URL(listener.address).host,
    ends,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.abort();
      await listener.close();
    },
  };
}

/** A client of ours, for a server that shows this certificate. */
export async function quicClient(
  files: CertificateFiles,
  { tls, ...options }: QuicOptions = {},
): Promise<ReturnType<typeof quic>> {
  const { cert } = await read(files);
  return quic({ tls: { ca: cert, alpn: ['interop'], ...tls }, ...options });
}

/** One connection of ours: asks, and waits for what comes of it. */
export class QuicPeer implements QuicConnectionHandler {
  connection!: QuicConnection;
  readonly datagrams: Buffer[] = [];
  end: string | undefined;
  receivedBytes = 0;
  #onBytes: (bytes: Uint8Array) => void = () => {};
  #drained: () => void = () => {};
  #changed: () => void = () => {};

  static async dial(transport: ReturnType<typeof quic>, address: string): Promise<QuicPeer> {
    const peer = new QuicPeer();
    await transport.dial(`quic://${address}`, (connection) => peer.of(connection));
    return peer;
  }

  /** Be the handler of `connection`. */
  of(connection: Connection): this {
    // What `quic()` opens.
    this.connection = connection as QuicConnection;
    return this;
  }

  /** The answer to `bytes`, which is as long. */
  async ask(bytes: Buffer): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    const before = this.receivedBytes;
    this.#onBytes = (chunk) => chunks.push(chunk);
    this.connection.send(Uint8Array.from(bytes));
    await this.until(() => this.receivedBytes - before >= bytes.length);
    return Buffer.concat(chunks);
  }

  /** Sends `count` random pieces of 64 KiB, and says what went out and what came back. */
  async askBulk(count: number): Promise<{ sent: string; received: string }> {
    const [sent, received] = [createHash('sha256'), createHash('sha256')];
    this.#onBytes = (chunk) => received.update(chunk);
    for (let index = 0; index < count; index += 1) {
      const bytes = randomBytes(PIECE);
      sent.update(bytes);
      const drained = new Promise<void>((resolve) => (this.#drained = resolve));
      if (!this.connection.send(bytes)) await drained;
    }
    await this.until(() => this.receivedBytes >= count * PIECE);
    return { sent: sent.digest('hex'), received: received.digest('hex') };
  }

  /** How a channel ends on which `text` is said. */
  async endOfChannel(text: string): Promise<string | undefined> {
    const channel = new QuicPeer();
    const connection = this.connection.openChannel((opened) => channel.of(opened));
    connection.send(Buffer.from(text));
    // That the peer has stopped reading shows only when there is something to send.
    const timer = setInterval(() => connection.send(Buffer.from('more')), 5);
    await channel.until(() => channel.end !== undefined);
    clearInterval(timer);
    return channel.end;
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  onData(bytes: Uint8Array): void {
    this.receivedBytes += bytes.length;
    this.#onBytes(bytes);
    this.#changed();
  }

  onDatagram(bytes: Uint8Array): void {
    this.datagrams.push(Buffer.from(bytes));
    this.#changed();
  }

  onDrain(): void {
    this.#drained();
  }

  onClose(error?: Error): void {
    this.end = endOf(error);
    this.#changed();
  }
}

function echoTo(connection: Connection, ends: string[]): QuicConnectionHandler {
  // What `quic()` opens; of a channel only what every connection has is used.
  const session = connection as QuicConnection;
  return {
    onData(bytes) {
      const said = Buffer.from(bytes).toString('latin1');
      if (said === 'close me') connection.abort(new NetError('SLOW_CONSUMER', 'as asked for'));
      else if (said === 'reset me') connection.abort(new NetError('RATE_LIMITED', 'as asked for'));
      else if (!connection.send(bytes)) connection.pause?.();
    },
    onDrain: () => connection.resume?.(),
    onClose: (error) => void ends.push(endOf(error)),
    onChannel: (channel) => echoTo(channel, ends),
    onDatagram: (bytes) => void session.sendDatagram(bytes),
  };
}

function endOf(error: Error | undefined): string {
  return error instanceof NetError ? error.code : (error?.message ?? 'NORMAL');
}

async function read({ cert, key }: CertificateFiles): Promise<{ cert: Buffer; key: Buffer }> {
  return { cert: await readFile(cert), key: await readFile(key) };
}

const PIECE = 64 * 1024;
