// Sends as much as gets through, until it is stopped: `bulk-client.ts <contestant> <address>`.
import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { contestantOf } from '../contestants.ts';

class Source implements ConnectionHandler {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  onData(): void {}

  onDrain(): void {
    while (this.#connection.send(new Uint8Array(CHUNK_BYTES)));
  }

  onClose(error?: Error): void {
    console.error(error ?? 'the server has closed');
    process.exit(1);
  }
}

const CHUNK_BYTES = 16_384;

const [id, address = ''] = process.argv.slice(2);
let source: Source | undefined;
process.on('disconnect', () => process.exit());
await contestantOf(id)
  .transport()
  .dial(address, (connection) => (source = new Source(connection)));
source?.onDrain();
console.log(JSON.stringify({ ready: true }));
