import { describe, expect, it } from '@jest/globals';
import type { QuicheConnection } from '../../src/quiche/binding.ts';
import { Slab } from '../../src/quiche/slab.ts';
import { StreamTable } from '../../src/quiche/stream-table.ts';
import { StreamEnd } from '../support/provider-scene.ts';

describe('StreamTable', () => {
  it('finds streams of the peer by what quiche lists', () => {
    const { table, connection, ends } = scene();
    connection.unread.set(0, 10).set(8, 20);
    table.pumpFew();
    expect(ends.size).toBe(0);
    table.pumpOthers();
    expect(received(ends)).toEqual([
      [0, 10],
      [8, 20],
    ]);
  });

  it('asks few known streams without a list', () => {
    const { table, connection, ends } = scene();
    accept(table, connection, 16);
    connection.lists = 0;
    connection.unread.set(4, 7);
    table.pumpFew();
    expect(ends.get(4)?.receivedBytes).toBe(8);
    expect(connection.lists).toBe(0);
  });

  it('asks many known streams by the list only', () => {
    const { table, connection, ends } = scene();
    accept(table, connection, 17);
    connection.unread.set(4, 7);
    table.pumpFew();
    expect(ends.get(4)?.receivedBytes).toBe(1);
    table.pumpOthers();
    expect(ends.get(4)?.receivedBytes).toBe(8);
  });

  it('hands over 64 KiB of a stream in a turn, whether it was listed or not', () => {
    for (const count of [1, 17]) {
      const { table, connection, ends } = scene();
      accept(table, connection, count);
      connection.unread.set(0, 200_000);
      table.pumpFew();
      table.pumpOthers();
      expect(ends.get(0)?.receivedBytes).toBe(1 + 65_536);
    }
  });

  it('takes a stream that it has forgotten for none', () => {
    const { table, connection, ends } = scene();
    accept(table, connection, 1);
    ends.get(0)?.stream.stopSending(0);
    ends.get(0)?.stream.reset(0);
    connection.unread.set(0, 5);
    table.pumpFew();
    table.pumpOthers();
    expect(received(ends)).toEqual([[0, 1]]);
  });
});

/** Have the peer open `count` streams, with a byte on each. */
function accept(table: StreamTable, connection: FakeConnection, count: number): void {
  for (let index = 0; index < count; index += 1) connection.unread.set(4 * index, 1);
  table.pumpOthers();
}

function received(ends: ReadonlyMap<number, StreamEnd>): [number, number][] {
  return [...ends].map(([id, end]) => [id, end.receivedBytes]);
}

/** A table of a server, and who hears of the streams. */
function scene() {
  const connection = new FakeConnection();
  const ends = new Map<number, StreamEnd>();
  const table = new StreamTable(
    {
      // It does all that reading asks of it.
      connection: connection as unknown as QuicheConnection,
      shutdown: { Read: 0, Write: 1 },
      readSlab: new Slab(1024 * 1024),
      queue() {},
      queueRead() {},
      onDelivered() {},
      onStream(stream) {
        const end = new StreamEnd();
        end.stream = stream;
        ends.set(stream.id, end);
        return end;
      },
    },
    true,
  );
  return { table, connection, ends };
}

class FakeConnection {
  readonly unread = new Map<number, number>();
  lists = 0;

  readable(): number[] {
    this.lists += 1;
    return [...this.unread.keys()];
  }

  streamReadable(id: number): boolean {
    return this.unread.has(id);
  }

  streamRecv(id: number, out: Uint8Array): [number, boolean] | null {
    const bytes = this.unread.get(id);
    if (bytes === undefined) return null;
    const taken = Math.min(bytes, out.length);
    if (taken < bytes) this.unread.set(id, bytes - taken);
    else this.unread.delete(id);
    return [taken, false];
  }

  streamShutdown(): void {}
}
