import { describe, expect, it } from '@jest/globals';
import type { Kind } from '../src/datagram.ts';
import { DialledPeer, type DialledSession } from '../src/dialled-peer.ts';
import { newStats } from '../src/stats.ts';
import { bytes, hex } from './support/hex.ts';

const RULES = { expiryTicks: 4, keepAliveTicks: 2, isPlain: false };

describe('DialledPeer', () => {
  it('feeds its session what is about it, and hears that the peer lives', () => {
    const { peer, session } = create();
    peer.onTick();
    peer.onDatagram(bytes('15 0102030405060708 c0ffee'), '192.0.2.1', 4000);
    peer.onDatagram(bytes('17 0102030405060708'), '192.0.2.1', 4000);
    expect(session.received).toEqual(['15:150102030405060708c0ffee', '17:170102030405060708']);
    expect(session.ticksSinceHeard).toBe(0);
  });

  it.each([
    ['from another address', '15 0102030405060708 01', '192.0.2.2', 4000],
    ['from another port', '15 0102030405060708 01', '192.0.2.1', 4001],
    ['about another session', '15 0102030405060709 01', '192.0.2.1', 4000],
    ['that close another session', '18 0902030405060708 0000', '192.0.2.1', 4000],
  ])('drops and counts datagrams %s', (_, datagram, address, port) => {
    const { peer, session, stats } = create();
    peer.onDatagram(bytes(datagram), address, port);
    expect(session.received).toEqual([]);
    expect(stats.unknownSession).toBe(1);
  });

  it.each(['', '15', '15 01020304050607', '14 0102030405060708 00', '99 0102030405060708'])(
    'drops and counts malformed datagrams: %s',
    (datagram) => {
      const { peer, session, stats } = create();
      peer.onDatagram(bytes(datagram), '192.0.2.1', 4000);
      expect(session.received).toEqual([]);
      expect(stats.malformed).toBe(1);
    },
  );

  it('asks a silent peer, and then gives it up with CONNECTION_LOST', () => {
    const { peer, session } = create();
    for (let tick = 0; tick < 4; tick++) peer.onTick();
    expect(session.pings).toBeGreaterThan(0);
    expect(session.reasons).toEqual([]);
    peer.onTick();
    expect(session.reasons).toEqual([expect.objectContaining({ code: 'CONNECTION_LOST' })]);
  });

  it('survives a forged report that nobody listens, as long as the peer answers', () => {
    const { peer, session } = create();
    for (let round = 0; round < 20; round++) {
      peer.onSocketError(new Error('refused'));
      peer.onTick();
      peer.onDatagram(bytes('17 0102030405060708'), '192.0.2.1', 4000);
    }
    expect(session.reasons).toEqual([]);
    expect(session.pings).toBe(20);
  });

  it('gives up a peer that does not answer such a report, and keeps the cause', () => {
    const { peer, session } = create({ ...RULES, expiryTicks: 60 });
    peer.onSocketError(new Error('refused'));
    for (let tick = 0; tick < 3; tick++) peer.onTick();
    expect(session.reasons).toEqual([expect.objectContaining({ code: 'CONNECTION_LOST' })]);
  });

  it('believes such a report about a plain peer at once', () => {
    const { peer, session } = create({ ...RULES, isPlain: true });
    const cause = new Error('refused');
    peer.onSocketError(cause);
    expect(session.reasons).toEqual([expect.objectContaining({ code: 'CONNECTION_LOST', cause })]);
  });

  it('feeds a plain session every datagram from its peer, and nobody else', () => {
    const { peer, session, stats } = create({ ...RULES, isPlain: true });
    peer.onDatagram(bytes(''), '192.0.2.1', 4000);
    peer.onDatagram(bytes('99'), '192.0.2.1', 4000);
    peer.onDatagram(bytes('99'), '192.0.2.1', 4001);
    expect(session.received).toEqual(['15:', '15:99']);
    expect(stats.unknownSession).toBe(1);
  });
});

class RecordingSession implements DialledSession {
  readonly remote = 'udp://192.0.2.1:4000';
  readonly address = '192.0.2.1';
  readonly port = 4000;
  readonly idHigh = 0x01020304;
  readonly idLow = 0x05060708;
  ticksSinceHeard = 0;
  ticksSinceSent = 0;
  pings = 0;
  readonly received: string[] = [];
  readonly reasons: Error[] = [];

  receive(kind: Kind, datagram: Uint8Array): void {
    this.received.push(`${kind.toString(16)}:${hex(datagram)}`);
  }

  ping(): void {
    this.pings += 1;
  }

  abort(reason: Error): void {
    this.reasons.push(reason);
  }
}

function create(rules: typeof RULES = RULES) {
  const session = new RecordingSession();
  const stats = newStats();
  return { session, stats, peer: new DialledPeer(session, rules, stats) };
}
