import { describe, expect, it } from '@jest/globals';
import type { SessionEnd } from '../../src/provider.ts';
import type { QuicheConnection } from '../../src/quiche/binding.ts';
import type { PacketWriter } from '../../src/quiche/packet-writer.ts';
import { QuicheSession, type SessionOwner } from '../../src/quiche/quiche-session.ts';
import { Slab } from '../../src/quiche/slab.ts';
import { TurnQueue } from '../../src/quiche/turn-queue.ts';
import { SessionSide } from '../support/provider-scene.ts';

const remote = { host: '192.0.2.1', port: 4000 };
const packet = (): Buffer => Buffer.alloc(1350);

describe('QuicheSession', () => {
  it('flushes once a turn, however many packets have come', () => {
    const { session, writer, endTurn } = scene();
    for (let count = 0; count < 10; count += 1) session.receive(packet(), remote);
    expect(writer.flushes).toBe(0);
    endTurn();
    expect(writer.flushes).toBe(1);
  });

  it('goes on in the next turn after a burst, and stops when nothing is left', () => {
    const { session, writer, endTurn } = scene();
    writer.bursts = 3;
    session.queue();
    for (let turn = 0; turn < 10; turn += 1) endTurn();
    expect(writer.flushes).toBe(4);
  });

  it('says how much work a turn was, by packets sent and bytes handed over', () => {
    const { session, writer, connection } = scene();
    expect(session.endTurn()).toBe(1);
    writer.packets = 40;
    expect(session.endTurn()).toBe(41);
    writer.packets = 0;
    connection.datagrams.push(Buffer.alloc(1024), Buffer.alloc(1024));
    session.receive(packet(), remote);
    expect(session.endTurn()).toBe(3);
    expect(session.endTurn()).toBe(1);
  });

  it('hears nothing from another address', () => {
    const { session, connection } = scene();
    session.receive(packet(), { ...remote, port: 4001 });
    session.receive(packet(), { ...remote, host: '192.0.2.2' });
    expect(connection.received).toBe(0);
  });

  it('asks for the room of a datagram once between packets of the peer', () => {
    const { session, connection } = scene();
    expect([session.maxDatagramBytes, session.maxDatagramBytes]).toEqual([1200, 1200]);
    expect(connection.roomQuestions).toBe(1);
    connection.datagramRoom = 1199;
    session.receive(packet(), remote);
    expect(session.maxDatagramBytes).toBe(1199);
    expect(session.sendDatagram(new Uint8Array(1200))).toBe(false);
  });

  it('has enough of a peer that sends much and delivers nothing', () => {
    const { session, connection, ends, endTurn } = scene();
    for (let count = 0; count < 10_000 && ends.length === 0; count += 1) {
      session.receive(packet(), remote);
      endTurn();
    }
    expect(connection.closes).toEqual([[false, 1]]);
    expect(ends).toEqual([{ by: 'local', isApplication: false, code: 1 }]);
  });

  it('ends for this side although its close has to wait', () => {
    const { session, ends, endTurn, gone } = scene();
    session.close(7);
    expect(ends).toEqual([]);
    endTurn();
    expect(ends).toEqual([{ by: 'local', isApplication: true, code: 7 }]);
    expect(gone()).toBe(0);
  });

  it('is gone, and takes nobody with it, when the engine cannot go on', () => {
    const { session, writer, ends, endTurn, gone } = scene();
    writer.failure = new Error('CryptoFail');
    session.queue();
    endTurn();
    endTurn();
    expect(ends).toMatchObject([{ by: 'network', cause: writer.failure }]);
    expect(gone()).toBe(1);
  });

  it('hands over all that came before its peer closed, and only then ends', () => {
    const { session, connection, side, ends, endTurn } = scene();
    connection.unreadBytes = 300_000;
    connection.peerClose = { isApp: true, errorCode: 7 };
    session.receive(packet(), remote);
    for (let turn = 0; turn < 10 && ends.length === 0; turn += 1) endTurn();
    expect(side().streams[0]?.receivedBytes).toBe(300_000);
    expect(ends).toEqual([{ by: 'peer', isApplication: true, code: 7 }]);
  });

  it('hands over nothing after its end', () => {
    const { session, connection, side, endTurn } = scene();
    session.receive(packet(), remote);
    session.close(0);
    endTurn();
    connection.datagrams.push(Buffer.from('late'));
    session.receive(packet(), remote);
    endTurn();
    expect(side().ends).toHaveLength(1);
    expect(side().datagrams).toEqual([]);
  });
});

/** A session over a connection that does what the test says, and turns that end when it says. */
function scene() {
  let runs: (() => void)[] = [];
  const ends: SessionEnd[] = [];
  let side: SessionSide | undefined;
  let gone = 0;
  const writer = new FakeWriter();
  const connection = new FakeConnection();
  const owner: SessionOwner = {
    onEstablished: (session) => (side = new SessionSide(session)),
    onEnded: (_, end) => void ends.push(end),
    onNewId() {},
    onRetiredId() {},
    onGone: () => void (gone += 1),
  };
  const context = {
    local: { host: '127.0.0.1', port: 1 },
    shutdown: { Read: 0, Write: 1 },
    readSlab: new Slab(256 * 1024),
    // Each does all that a session asks of it.
    writer: writer as unknown as PacketWriter,
    turns: new TurnQueue((run) => runs.push(run)),
    windowBytes: 65_536,
    migration: false,
  };
  const quiche = connection as unknown as QuicheConnection;
  const session = new QuicheSession(quiche, remote, true, context, owner);
  const endTurn = (): void => {
    const due = runs;
    runs = [];
    for (const run of due) run();
  };
  return { session, connection, writer, ends, endTurn, side: () => side!, gone: () => gone };
}

class FakeWriter {
  flushes = 0;
  bursts = 0;
  packets = 0;
  failure: Error | undefined;
  readonly lastError = undefined;

  flush(): { packets: number; bytes: number; isMore: boolean } {
    if (this.failure !== undefined) throw this.failure;
    this.flushes += 1;
    this.bursts -= 1;
    return { packets: this.packets, bytes: 0, isMore: this.bursts >= 0 };
  }
}

class FakeConnection {
  received = 0;
  roomQuestions = 0;
  datagramRoom = 1200;
  unreadBytes = 0;
  peerClose: { isApp: boolean; errorCode: number } | null = null;
  readonly closes: unknown[] = [];
  readonly datagrams: Buffer[] = [];

  recv(): number {
    return (this.received += 1);
  }

  close(isApplication: boolean, code: number): void {
    this.closes.push([isApplication, code]);
  }

  dgramRecv(out: Uint8Array): number | null {
    return this.datagrams.shift()?.copy(out) ?? null;
  }

  dgramMaxWritableLen(): number {
    this.roomQuestions += 1;
    return this.datagramRoom;
  }

  isEstablished(): boolean {
    return true;
  }

  isReadable(): boolean {
    return this.unreadBytes > 0 || this.datagrams.length > 0;
  }

  readable(): number[] {
    return this.streamReadable() ? [0] : [];
  }

  streamReadable(): boolean {
    return this.unreadBytes > 0;
  }

  streamRecv(_id: number, out: Uint8Array): [number, boolean] {
    const bytes = Math.min(this.unreadBytes, out.length);
    this.unreadBytes -= bytes;
    return [bytes, false];
  }

  peerError(): { isApp: boolean; errorCode: number } | null {
    return this.peerClose;
  }

  isClosed(): boolean {
    return false;
  }

  isDraining(): boolean {
    return this.peerClose !== null;
  }

  timeout(): null {
    return null;
  }
}
