import assert from 'node:assert/strict';
import type { Abortable, Connection, OpenConnection } from '@net/core';
import type { ByteQueue, ConnectionHandler } from '@net/core/extend';

/** What the ends of one test share: which call they are in, and what rules were broken. */
export class Conduct {
  readonly faults: string[] = [];
  #inside = '';

  /** Run `call`, during which no handler may be called. */
  during<T>(name: string, call: () => T): T {
    const outer = this.#inside;
    this.#inside = name;
    try {
      return call();
    } finally {
      this.#inside = outer;
    }
  }

  /** Note that a handler's `method` was called, now. */
  called(method: string): void {
    if (this.#inside !== '') this.faults.push(`${method} was called from inside ${this.#inside}`);
  }
}

/** One end of a connection under test: records what it is told and keeps the rules in view. */
export class ContractEnd implements ConnectionHandler {
  readonly connection: Connection;
  readonly received: Uint8Array[] = [];
  drains = 0;
  closes = 0;
  closeError: Error | undefined;
  readonly #conduct: Conduct;
  #sends = 0;

  constructor(connection: Connection, conduct: Conduct) {
    this.connection = connection;
    this.#conduct = conduct;
  }

  /** An `open` that hands its end to `adopt`; `adopt` may send at once. */
  static opener(conduct: Conduct, adopt: (end: ContractEnd) => void): OpenConnection {
    return (connection) =>
      conduct.during('open', () => {
        const end = new this(connection, conduct);
        adopt(end);
        return end;
      });
  }

  /** Bytes of all chunks so far. */
  get receivedBytes(): number {
    return this.received.reduce((sum, { length }) => sum + length, 0);
  }

  onData(bytes: Uint8Array): void {
    this.#called('onData');
    this.received.push(bytes);
  }

  onDrain(): void {
    this.#called('onDrain');
    this.drains += 1;
  }

  onClose(error?: Error): void {
    this.#called('onClose');
    this.closes += 1;
    this.closeError = error;
  }

  /** Send, and note any handler that is called meanwhile. Memory that is free again is overwritten. */
  send(bytes: Uint8Array): boolean {
    const isFree = this.#conduct.during('send', () => this.#send(bytes));
    assert.equal(typeof isFree, 'boolean', 'send returns a boolean');
    if (this.connection.holdsSent === false) bytes.fill(OVERWRITTEN);
    return isFree;
  }

  /** Every second message is written in place, where the connection has a place for it. */
  #send(bytes: Uint8Array): boolean {
    const { inPlace, maxSendBytes } = this.connection;
    this.#sends += 1;
    if (inPlace === undefined || this.#sends % 2 === 1 || bytes.length > maxSendBytes) {
      return this.connection.send(bytes);
    }
    inPlace.beginMessage().writeBytes(bytes);
    return inPlace.endMessage();
  }

  /** Close, and note any handler that is called meanwhile. */
  close(options?: Abortable): Promise<void> {
    return this.#conduct.during('close', () => this.connection.close(options));
  }

  /** Abort, and note any handler that is called meanwhile. */
  abort(reason?: Error): void {
    this.#conduct.during('abort', () => this.connection.abort(reason));
  }

  /** Note a call of `method` that is against the rules: from inside another, or after the end. */
  #called(method: string): void {
    this.#conduct.called(method);
    if (this.closes > 0) this.#conduct.faults.push(`${method} was called after onClose`);
  }
}

/** An end that reads messages in place, from connections that can have them read so. */
export class ReadingContractEnd extends ContractEnd {
  onMessage(input: ByteQueue, bytes: number): void {
    this.onData(input.take(bytes));
  }
}

const OVERWRITTEN = 0xee;
