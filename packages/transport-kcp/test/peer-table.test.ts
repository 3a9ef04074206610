import { describe, expect, it } from '@jest/globals';
import { PeerTable } from '../src/peer-table.ts';

const [A1, A2, B1] = [
  { address: 'a', port: 1 },
  { address: 'a', port: 2 },
  { address: 'b', port: 1 },
];

describe('PeerTable', () => {
  it('finds what is there for an address and port', () => {
    const table = new PeerTable<string>();
    table.set(A1, 'one');
    table.set(A2, 'two');
    expect([table.get(A1), table.get(A2), table.get(B1), table.size]).toEqual([
      'one',
      'two',
      undefined,
      2,
    ]);
    expect([...table.values()]).toEqual(['one', 'two']);
  });

  it('replaces what is there', () => {
    const table = new PeerTable<string>();
    table.set(A1, 'one');
    table.set(A1, 'other');
    expect([table.get(A1), table.size]).toEqual(['other', 1]);
  });

  it('forgets, once', () => {
    const table = new PeerTable<string>();
    table.set(A1, 'one');
    for (const peer of [A2, B1, A1, A1]) table.delete(peer);
    expect([table.get(A1), table.size]).toEqual([undefined, 0]);
  });
});
