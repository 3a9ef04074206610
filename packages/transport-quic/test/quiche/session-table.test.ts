import { describe, expect, it } from '@jest/globals';
import type { QuicheSession } from '../../src/quiche/quiche-session.ts';
import { SessionTable } from '../../src/quiche/session-table.ts';

describe('SessionTable', () => {
  it('finds a session by each of its ids', () => {
    const { table, session } = tableWith('a', 'b');
    table.addId(session, 'c');
    expect(['a', 'b', 'c', 'd'].map((id) => table.find(id))).toEqual([
      session,
      session,
      session,
      undefined,
    ]);
    table.removeId(session, 'a');
    expect(table.find('a')).toBeUndefined();
  });

  it('does not take an id from another session', () => {
    const { table, session } = tableWith('a');
    const other = fakeSession();
    table.add(other, ['b']);
    table.removeId(other, 'a');
    expect(table.find('a')).toBe(session);
  });

  it('tells those that have ended from those that are gone', () => {
    const { table, session } = tableWith('a');
    table.retire(session);
    expect(table.live.size).toBe(0);
    expect(table.size).toBe(1);
    expect(table.find('a')).toBe(session);
    table.remove(session);
    expect(table.size).toBe(0);
    expect(table.find('a')).toBeUndefined();
    expect([...table.known]).toEqual([]);
  });
});

function tableWith(...ids: string[]) {
  const table = new SessionTable();
  const session = fakeSession();
  table.add(session, ids);
  return { table, session };
}

/** The table only tells sessions apart. */
function fakeSession(): QuicheSession {
  return {} as QuicheSession;
}
