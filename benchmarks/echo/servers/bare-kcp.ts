// Bytes without frames over KCP: `bare-kcp.ts echo|take <bytes of a request> [key]`.
import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { announce } from '../../lib/announce.ts';
import { DISTINCT } from '../exchange.ts';
import { fastKcp } from '../fast-kcp.ts';

/** Sends back what comes, no faster than it is taken. */
class Echo implements ConnectionHandler {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  onData(bytes: Uint8Array): void {
    if (!this.#connection.send(bytes)) this.#connection.pause?.();
  }

  onDrain(): void {
    this.#connection.resume?.();
  }

  onClose(): void {}
}

/** Counts what comes, and says one byte for each request that is complete. */
class Take implements ConnectionHandler {
  readonly #connection: Connection;
  #receivedBytes = 0;
  #answered = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  onData(bytes: Uint8Array): void {
    this.#receivedBytes += bytes.length;
    const complete = Math.floor(this.#receivedBytes / requestBytes);
    if (complete === this.#answered) return;
    const replies = new Uint8Array(complete - this.#answered);
    for (let i = 0; i < replies.length; i++) {
      replies[i] = (this.#answered + i) % DISTINCT.take;
    }
    this.#answered = complete;
    this.#connection.send(replies);
  }

  onDrain(): void {}

  onClose(): void {}
}

const [exchange, body, key] = process.argv.slice(2);
const requestBytes = Number(body);
const Handler = exchange === 'take' ? Take : Echo;
const listener = await fastKcp(key).listen(
  'kcp://127.0.0.1:0',
  (connection) => new Handler(connection),
);
announce(listener.address);
