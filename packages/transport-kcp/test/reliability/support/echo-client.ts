import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { kcp, type KcpOptions } from '../../../src/index.ts';

/** A session with a server that echoes. */
export class EchoClient implements ConnectionHandler {
  connection!: Connection;
  #answer: (bytes: Uint8Array) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  static async open(address: string, options: KcpOptions): Promise<EchoClient> {
    const client = new EchoClient();
    client.connection = await kcp(options).dial(address, () => client);
    return client;
  }

  /** Send `bytes` and wait until they are back. @throws what ended the session. */
  async ask(bytes: Uint8Array): Promise<Uint8Array> {
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
    this.connection.send(bytes);
    return answer;
  }

  onData(bytes: Uint8Array): void {
    this.#answer(bytes);
  }

  onDrain(): void {}

  onClose(error?: Error): void {
    this.#fail(error ?? new Error('the session was closed'));
  }
}
