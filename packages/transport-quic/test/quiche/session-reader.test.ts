import { describe, expect, it } from '@jest/globals';
import type { QuicSession, SessionHandler } from '../../src/provider.ts';
import type { QuicheConnection } from '../../src/quiche/binding.ts';
import { SessionReader } from '../../src/quiche/session-reader.ts';
import type { StreamTable } from '../../src/quiche/stream-table.ts';
import { SessionSide } from '../support/provider-scene.ts';

describe('SessionReader', () => {
  it('hands out nothing before the handshake is done', () => {
    const { reader, connection, side } = scene();
    connection.datagrams.push(Buffer.from('early'));
    reader.read();
    expect(reader.handler).toBeUndefined();
    connection.isDone = true;
    reader.read();
    expect(reader.handler).toBe(side);
    expect(side.datagrams).toEqual(['early']);
  });

  it('hands out nothing when nobody wants the session', () => {
    const { reader, connection } = scene({ isWanted: false });
    connection.isDone = true;
    connection.datagrams.push(Buffer.from('unwanted'));
    reader.read();
    expect(connection.datagrams).toHaveLength(1);
  });

  it('reports the ticket once, to the dialling end only', () => {
    for (const isServer of [false, true]) {
      const { reader, connection, side } = scene({ isServer });
      connection.isDone = true;
      reader.read();
      connection.ticket = new Uint8Array([1]);
      reader.read();
      reader.read();
      expect(side.tickets).toHaveLength(isServer ? 0 : 1);
    }
  });

  it('hands datagrams over behind the streams that came with them', () => {
    const { reader, connection, side, streams } = scene();
    connection.isDone = true;
    connection.datagrams.push(Buffer.from('with a stream'));
    let before: unknown;
    streams.pumpOthers = () => (before = [...side.datagrams]);
    connection.hasStreams = true;
    reader.read();
    expect(before).toEqual([]);
    expect(side.datagrams).toEqual(['with a stream']);
  });

  it('has quiche list no streams when only datagrams have come', () => {
    const { reader, connection, side, streams } = scene();
    connection.isDone = true;
    let lists = 0;
    streams.pumpOthers = () => (lists += 1);
    connection.datagrams.push(Buffer.from('alone'));
    reader.read();
    expect(lists).toBe(0);
    expect(side.datagrams).toEqual(['alone']);
  });

  it('hands over datagrams that no later one overwrites', () => {
    const { reader, connection, side } = scene();
    connection.isDone = true;
    const kept: Uint8Array[] = [];
    side.onDatagram = (bytes) => void kept.push(bytes);
    connection.datagrams.push(Buffer.from('one'), Buffer.from('two'));
    reader.read();
    expect(kept.map((bytes) => Buffer.from(bytes).toString())).toEqual(['one', 'two']);
  });

  it('counts what it hands over', () => {
    const { reader, connection, delivered } = scene();
    connection.isDone = true;
    connection.datagrams.push(Buffer.alloc(10), Buffer.alloc(20));
    reader.read();
    expect(delivered).toEqual([10, 20]);
  });
});

/** A reader of a connection that has what the test says. */
function scene({ isWanted = true, isServer = false } = {}) {
  const delivered: number[] = [];
  // It is never asked for anything here.
  const side = new SessionSide({} as QuicSession);
  const connection = {
    isDone: false,
    hasStreams: false,
    datagrams: [] as Buffer[],
    ticket: null as Uint8Array | null,
    isEstablished: () => connection.isDone,
    isReadable: () => connection.hasStreams || connection.datagrams.length > 0,
    dgramRecv: (out: Uint8Array) => connection.datagrams.shift()?.copy(out) ?? null,
    session: () => connection.ticket,
  };
  const streams = { pumpFew() {}, pumpOthers: (): unknown => undefined };
  const reader = new SessionReader(
    {
      // Each does all that a reader asks of it.
      connection: connection as unknown as QuicheConnection,
      streams: streams as unknown as StreamTable,
      ids: undefined,
      onEstablished: (): SessionHandler | undefined => (isWanted ? side : undefined),
      onDelivered: (bytes) => void delivered.push(bytes),
    },
    isServer,
  );
  return { reader, connection, side, delivered, streams };
}
