import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transport } from '@net/core';
import { type Listener, parseAddress } from '@net/core/extend';
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

  async listen(transport: Transport, address = 'udp://127.0.0.1:0'): Promise<Bound> {
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

  /** Both ends of one session. */
  async pair(transport: Transport, address?: string): Promise<[End, End, Bound]> {
    const bound = await this.listen(transport, address);
    const dialled = await this.dial(transport, bound.address);
    return [dialled, await bound.next(), bound];
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

/** What `promise` is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('expected a rejection, but the promise was fulfilled'),
    (error: unknown) => error,
  );
}
