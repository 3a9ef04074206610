import { describe, expect, it } from '@jest/globals';
import { type CloseInfo, NetError, type Session } from '@net/core';
import { VirtualClock } from '@net/testing';
import { ClientSessions } from '../src/client-sessions.ts';

describe('ClientSessions', () => {
  it('has none at first', async () => {
    const { sessions } = subject();
    expect([sessions.current, sessions.queue, sessions.pendingRequests]).toEqual([
      undefined,
      undefined,
      0,
    ]);
    await sessions.close();
  });

  it('hands the one that stands to who waits, and to who comes later', async () => {
    const { sessions } = subject({});
    const waiting = [sessions.ready(undefined), sessions.queue!.wait(1000, undefined)];
    const { session } = open();
    sessions.set(session);
    expect(await Promise.all([...waiting, sessions.ready(undefined)])).toEqual([
      session,
      session,
      session,
    ]);
  });

  it('counts the requests that wait for a session or an answer', () => {
    const { sessions } = subject({});
    void sessions.queue!.wait(1000, undefined);
    expect(sessions.pendingRequests).toBe(1);
    sessions.set(open().session);
    expect([sessions.queue!.size, sessions.pendingRequests]).toEqual([0, 2]);
  });

  it('closes and drops each one that is still open, and none that has ended', async () => {
    const { sessions } = subject();
    const [over, leaving, current] = [open(), open(), open()];
    for (const { session } of [over, leaving, current]) sessions.set(session);
    over.end();
    await over.session.closed;
    sessions.set(undefined);
    await sessions.close();
    sessions.abort();
    expect([over.calls, leaving.calls, current.calls]).toEqual([
      [],
      ['close', 'abort'],
      ['close', 'abort'],
    ]);
  });

  it('fails who waits and who comes later, once there will be no other', async () => {
    const { sessions, clock } = subject({});
    const reason = new NetError('KICKED', 'out');
    const waiting = [sessions.ready(undefined), sessions.queue!.wait(1000, undefined)];
    const ends = Promise.allSettled(waiting);
    sessions.end(reason);
    const rejected = { status: 'rejected', reason };
    expect(await ends).toEqual([rejected, rejected]);
    await expect(sessions.ready(undefined)).rejects.toBe(reason);
    expect([sessions.current, clock.timers]).toEqual([undefined, 0]);
  });
});

function subject(queue?: object) {
  const clock = new VirtualClock(0);
  return { clock, sessions: new ClientSessions(queue, clock) };
}

/** A session that two requests wait on, and that writes down what is done to it. */
function open() {
  const calls: string[] = [];
  let end!: () => void;
  const closed = new Promise<CloseInfo>((resolve) => {
    end = () => resolve({ code: 'NORMAL', reason: '', initiator: 'remote' });
  });
  const parts: Partial<Session> = {
    pendingRequests: 2,
    closed,
    close: async () => void calls.push('close'),
    abort: () => void calls.push('abort'),
  };
  // All that is asked of it here.
  return { session: parts as Session, calls, end };
}
