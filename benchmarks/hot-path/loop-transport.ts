import type { Connection, Transport, OpenConnection } from '@net/core';
import type { ConnectionHandler, Listener } from '@net/core/extend';

/** Joins two ends in one process with as little of its own as can be: nothing is ever full or lost. */
export class LoopTransport implements Transport {
  readonly schemes = ['loop'];
  #accept: OpenConnection | undefined;

  dial(address: string, open: OpenConnection): Promise<Connection> {
    const near = new LoopConnection(address);
    const far = new LoopConnection(address);
    near.far = far;
    far.far = near;
    far.handler = this.#accept?.(far);
    near.handler = open(near);
    return Promise.resolve(near);
  }

  listen(address: string, open: OpenConnection): Promise<Listener> {
    this.#accept = open;
    return Promise.resolve({ address, close, [Symbol.asyncDispose]: close });
  }
}

class LoopConnection implements Connection {
  readonly kind = 'stream';
  readonly maxSendBytes = Infinity;
  readonly bufferedBytes = 0;
  readonly local: string;
  readonly remote: string;
  far: LoopConnection | undefined;
  handler: ConnectionHandler | undefined;
  #waiting: Uint8Array[] = [];
  #isPaused = false;

  constructor(address: string) {
    this.local = address;
    this.remote = address;
  }

  send(bytes: Uint8Array): boolean {
    this.#waiting.push(bytes);
    if (this.#waiting.length === 1) setImmediate(this.#deliver);
    return true;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    const { far } = this;
    if (far !== undefined) setImmediate(far.#deliver);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  abort(reason?: Error): void {
    this.handler?.onClose(reason);
    this.far?.handler?.onClose(reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #deliver = (): void => {
    const { far } = this;
    if (far === undefined || far.#isPaused) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const bytes of waiting) far.handler?.onData(bytes);
  };
}

const close = (): Promise<void> => Promise.resolve();
