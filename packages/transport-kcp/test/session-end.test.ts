import { describe, expect, it } from '@jest/globals';
import { SessionEnd } from '../src/session-end.ts';

describe('SessionEnd', () => {
  it('says its end again and again while it closes', () => {
    const end = new SessionEnd(5000);
    expect([end.state, end.dueMs]).toEqual(['open', Infinity]);
    end.startClosing(0);
    expect([end.state, end.dueMs, end.isOver]).toEqual(['closing', 5000, false]);
    expect([end.takeTell(10), end.dueMs, end.takeTell(59), end.takeTell(60), end.dueMs]).toEqual([
      true,
      60,
      false,
      true,
      160,
    ]);
  });

  it('closes for a bounded time, however often it is asked to', () => {
    const end = new SessionEnd(5000);
    end.startClosing(0);
    end.startClosing(4000);
    expect([end.isOverdue(4999), end.isOverdue(5000)]).toEqual([false, true]);
  });

  it('lingers for those who do not know, then is over', () => {
    const end = new SessionEnd(5000);
    const error = new Error('broken');
    end.linger('abort', error, 100);
    expect(end).toMatchObject({
      state: 'lingering',
      isOver: true,
      farewell: 'abort',
      error,
      dueMs: 5100,
    });
    end.leave(undefined);
    expect(end).toMatchObject({ state: 'over', error, dueMs: Infinity });
  });

  it('remembers that the peer has ended', () => {
    const end = new SessionEnd(5000);
    end.onPeerEnd();
    expect([end.peerHasEnded, end.state]).toEqual([true, 'open']);
  });
});
