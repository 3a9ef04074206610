import { describe, expect, it } from '@jest/globals';
import { ID, Reception, RecordingPeer } from './support/reception.ts';

describe('PeerTable', () => {
  it('is empty at first', () => {
    const { table } = new Reception();
    expect(table.size).toBe(0);
    expect(table.find('192.0.2.1', 1)).toBeUndefined();
    expect(table.tick()).toEqual([]);
  });

  it('tells peers apart by address and by port', () => {
    const reception = new Reception();
    const { table } = reception;
    const one = add(reception, '192.0.2.1', 1);
    const other = add(reception, '192.0.2.1', 11);
    const third = add(reception, '192.0.2.11', 1);
    expect(table.find('192.0.2.1', 1)).toBe(one);
    expect(table.find('192.0.2.1', 11)).toBe(other);
    expect(table.find('192.0.2.11', 1)).toBe(third);
    expect(table.find('192.0.2.1', 1)).toBe(one);
    expect(table.find('11 192.0.2.1', 1)).toBeUndefined();
  });

  it('finds no peer that was deleted, not even the one found last', () => {
    const reception = new Reception();
    const peer = add(reception, '192.0.2.1', 1);
    expect(reception.table.find('192.0.2.1', 1)).toBe(peer);
    reception.table.delete(peer);
    expect(reception.table.find('192.0.2.1', 1)).toBeUndefined();
    expect(reception.table.size).toBe(0);
  });

  it('gives a peer up after whole ticks of silence, and no sooner', () => {
    const reception = new Reception({}, 4);
    const peer = add(reception, '192.0.2.1', 1);
    const silent = Array.from({ length: 4 }, () => reception.table.tick());
    expect(silent.flat()).toEqual([]);
    expect(reception.table.tick()).toEqual([peer]);
  });

  it('keeps a peer that is heard in time', () => {
    const reception = new Reception({}, 4);
    const peer = add(reception, '192.0.2.1', 1);
    for (let tick = 0; tick < 100; tick++) {
      if (tick % 4 === 0) peer.ticksSinceHeard = 0;
      expect(reception.table.tick()).toEqual([]);
    }
  });

  it('gives up all that are silent in one tick', () => {
    const reception = new Reception({}, 1);
    for (let port = 1; port <= 1000; port++) add(reception, '192.0.2.1', port);
    reception.table.tick();
    const expired = reception.table.tick();
    expect(expired).toHaveLength(1000);
    for (const peer of expired) reception.table.delete(peer);
    expect(reception.table.size).toBe(0);
  });

  it('says when it is full, and has room again when a peer is deleted', () => {
    const reception = new Reception({ maxSessions: 2 });
    const peer = add(reception, '192.0.2.1', 1);
    expect(reception.table.isFull).toBe(false);
    add(reception, '192.0.2.1', 2);
    expect(reception.table.isFull).toBe(true);
    reception.table.delete(peer);
    expect(reception.table.isFull).toBe(false);
  });
});

function add({ table, clock }: Reception, address: string, port: number): RecordingPeer {
  expect(table.admit(address, clock.now())).toBeUndefined();
  const peer = new RecordingPeer(table, address, port, ID);
  table.add(peer);
  return peer;
}
