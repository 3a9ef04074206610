import { describe, expect, it } from '@jest/globals';
import { Tombstones } from '../src/tombstones.ts';

const PEER = { address: '10.0.0.1', port: 7 };

describe('Tombstones', () => {
  it('remembers the end of one conversation for a minute', () => {
    const tombstones = new Tombstones();
    tombstones.add(PEER, 1, 0);
    expect([tombstones.has(PEER, 1, 59_999), tombstones.has(PEER, 1, 60_000)]).toEqual([
      true,
      false,
    ]);
    expect(tombstones.has(PEER, 2, 0)).toBe(false);
    expect(tombstones.has({ ...PEER, port: 8 }, 1, 0)).toBe(false);
  });

  it('forgets the old ones', () => {
    const tombstones = new Tombstones();
    tombstones.add(PEER, 1, 0);
    tombstones.add(PEER, 2, 60_000);
    expect(tombstones.size).toBe(1);
  });

  it('keeps 4,096 at most', () => {
    const tombstones = new Tombstones();
    for (let conv = 0; conv < 5000; conv += 1) tombstones.add(PEER, conv, 0);
    expect(tombstones.size).toBe(4096);
    expect([tombstones.has(PEER, 0, 1), tombstones.has(PEER, 4999, 1)]).toEqual([false, true]);
  });
});
