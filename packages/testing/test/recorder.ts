import type { Connection, Transport } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { memory, type MemoryOptions } from '../src/memory.ts';

/** Writes down, as text, what a connection reports. */
export class Recorder implements ConnectionHandler {
  readonly log: string[] = [];
  error: Error | undefined;

  onData(bytes: Uint8Array): void {
    this.log.push(Buffer.from(bytes).toString());
  }

  onDrain(): void {
    this.log.push('drained');
  }

  onClose(error?: Error): void {
    this.log.push('closed');
    this.error = error;
  }
}

/** A recorder, with the connection that it records. */
class RecordedEnd extends Recorder {
  readonly connection: Connection;

  constructor(connection: Connection) {
    super();
    this.connection = connection;
  }
}

export interface RecordedPair {
  readonly transport: Transport;
  readonly dialled: RecordedEnd;
  readonly accepted: RecordedEnd;
}

/** Both ends of a connection in memory, to `memory://server`. */
export function pair(options: MemoryOptions = {}): Promise<RecordedPair> {
  return pairOf(memory(options));
}

/** The same of another transport that knows such addresses. */
export async function pairOf(transport: Transport): Promise<RecordedPair> {
  const ends: RecordedEnd[] = [];
  const open = (connection: Connection): RecordedEnd => {
    const end = new RecordedEnd(connection);
    ends.push(end);
    return end;
  };
  await transport.listen('memory://server', open);
  await transport.dial('memory://server', open);
  const dialled = ends.find((end) => end.connection.remote === 'memory://server');
  const accepted = ends.find((end) => end.connection.local === 'memory://server');
  if (dialled === undefined || accepted === undefined) throw new Error('an end is missing');
  return { transport, dialled, accepted };
}
