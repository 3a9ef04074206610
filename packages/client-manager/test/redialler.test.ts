import { describe, expect, it } from '@jest/globals';
import { type CloseInfo, NetError, type Session } from '@net/core';
import { VirtualClock } from '@net/testing';
import { Backoff } from '../src/backoff.ts';
import type { ClientState } from '../src/client-state.ts';
import type { NetworkEvents } from '../src/connectivity.ts';
import { type Dialled, Redialler } from '../src/redialler.ts';
import { settle } from './support/scene.ts';

const refused = new NetError('CONNECTION_REFUSED', 'nobody listens');

describe('Redialler', () => {
  it('dials, and hands over the session', async () => {
    const { run, states, sessions, answer } = subject();
    void run();
    await settle();
    const { session } = answer();
    await settle();
    expect(states).toEqual(['connecting a', 'ready a']);
    expect(sessions).toEqual([session]);
  });

  it('tries every address before it waits', async () => {
    const { run, states, refuse, clock } = subject(['a', 'b']);
    void run();
    for (let count = 0; count < 2; count++) {
      await settle();
      refuse(refused);
    }
    await settle();
    expect(states).toEqual(['connecting a', 'connecting b', 'waiting 500']);
    await clock.advanceAsync(499);
    expect(states).toHaveLength(3);
    await clock.advanceAsync(1);
    expect(states.slice(3)).toEqual(['connecting a']);
  });

  it('waits longer with each round of failures', async () => {
    const { run, states, refuse, clock } = subject();
    void run();
    for (let round = 0; round < 4; round++) {
      await settle();
      refuse(refused);
      await clock.advanceAsync(10_000);
    }
    expect(states.filter((state) => state.startsWith('waiting'))).toEqual([
      'waiting 500',
      'waiting 500',
      'waiting 1000',
      'waiting 2000',
    ]);
  });

  it('takes a fault of the transport for a lost connection, and dials again', async () => {
    const { run, refuse, clock, dials, errors } = subject();
    void run();
    await settle();
    const fault = new TypeError('a fault');
    refuse(fault);
    await clock.advanceAsync(1000);
    expect(errors).toMatchObject([{ code: 'CONNECTION_LOST', cause: fault }]);
    expect(dials).toHaveLength(2);
  });

  it('waits after a loss, and says that there is no session', async () => {
    const { run, states, sessions, answer, clock, dials } = subject();
    void run();
    await settle();
    const { session, lose } = answer();
    await settle();
    lose({ code: 'NORMAL', reason: 'the peer closed the session', initiator: 'remote' });
    await settle();
    expect(sessions).toEqual([session, undefined]);
    expect(states.at(-1)).toBe('waiting 500');
    await clock.advanceAsync(500);
    expect(dials).toEqual(['a', 'a']);
  });

  it('begins anew with short waits after a session that held, and only then', async () => {
    for (const [heldMs, expected] of [
      [999, 'waiting 1000'] as const,
      [1000, 'waiting 500'] as const,
    ]) {
      const { run, states, refuse, answer, clock } = subject();
      void run();
      for (let round = 0; round < 2; round++) {
        await settle();
        refuse(refused);
        await clock.advanceAsync(10_000);
      }
      const { lose } = answer();
      await clock.advanceAsync(heldMs);
      lose({ code: 'NORMAL', reason: 'the peer closed the session', initiator: 'remote' });
      await settle();
      expect(states.at(-1)).toBe(expected);
    }
  });

  it('goes elsewhere at once when it is sent away, and waits where there is nowhere', async () => {
    const away = new NetError('GOING_AWAY', 'bye', { retryAfterMs: 4000 });
    const many = subject(['a', 'b']);
    void many.run();
    await settle();
    many.answer().leave(away);
    await settle();
    expect(many.dials).toEqual(['a', 'b']);
    const one = subject(['a']);
    void one.run();
    await settle();
    one.answer().leave(away);
    await settle();
    expect(one.states.at(-1)).toBe('waiting 6000');
  });

  it('waits when every address sends it away as soon as it comes', async () => {
    const { run, answer, dials, states, clock } = subject(['a', 'b', 'c']);
    void run();
    for (let round = 0; round < 3; round++) {
      await settle();
      answer().leave(new NetError('GOING_AWAY', 'bye'));
    }
    await settle();
    expect([dials, states.at(-1)]).toEqual([['a', 'b', 'c'], 'waiting 500']);
    await clock.advanceAsync(500);
    expect(dials).toEqual(['a', 'b', 'c', 'a']);
  });

  it('goes elsewhere at once after each session that was wanted for a while', async () => {
    const { run, answer, dials, clock } = subject(['a', 'b']);
    void run();
    for (let round = 0; round < 6; round++) {
      await settle();
      const { leave } = answer();
      await clock.advanceAsync(1000);
      leave(new NetError('GOING_AWAY', 'bye'));
    }
    await settle();
    expect(dials).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a']);
  });

  it('is kept away by no server for more than an hour, or two by chance', async () => {
    const { run, answer, states } = subject();
    void run();
    await settle();
    answer().leave(new NetError('GOING_AWAY', 'bye', { retryAfterMs: 0xffffffff }));
    await settle();
    expect(states.at(-1)).toBe(`waiting ${1.5 * 3_600_000}`);
  });

  it('waits longer where the peer has too much to do', async () => {
    const floors: unknown[] = [];
    for (const code of ['TOO_MANY_SESSIONS', 'SLOW_CONSUMER', 'AUTH_RATE_LIMITED'] as const) {
      const { run, refuse, states } = subject();
      void run();
      await settle();
      refuse(new NetError(code, 'later'));
      await settle();
      floors.push(states.at(-1));
    }
    expect(floors).toEqual(['waiting 7500', 'waiting 7500', 'waiting 90000']);
  });

  it('ends with an error that dialling again cannot cure, before or after it stood', async () => {
    const banned = new NetError('KICKED', 'banned');
    const before = subject();
    const ended = before.run();
    await settle();
    before.refuse(banned);
    expect(await ended).toBe(banned);
    const after = subject();
    const over = after.run();
    await settle();
    const { lose } = after.answer();
    lose({ code: 'KICKED', reason: 'banned', initiator: 'remote', error: banned });
    expect(await over).toBe(banned);
    expect(after.sessions.at(-1)).toBeUndefined();
  });
});

describe('Redialler that is stopped', () => {
  it('ends while it dials, and the dial is called off', async () => {
    const { run, redialler, signals } = subject();
    const ended = run();
    await settle();
    redialler.stop();
    expect(signals[0]?.aborted).toBe(true);
    expect(await ended).toBeUndefined();
  });

  it('ends while it waits, and leaves no timer behind', async () => {
    const { run, redialler, refuse, clock } = subject();
    const ended = run();
    await settle();
    refuse(refused);
    await settle();
    expect(clock.timers).toBe(1);
    redialler.stop();
    expect(await ended).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('ends while there is no network, and listens no more', async () => {
    const listeners = new Set<() => void>();
    const network: NetworkEvents = {
      navigator: { onLine: false },
      addEventListener: (_type, listener) => listeners.add(listener),
      removeEventListener: (_type, listener) => listeners.delete(listener),
    };
    const { run, redialler, dials } = subject(['a'], network);
    const ended = run();
    await settle();
    expect([listeners.size, dials]).toEqual([1, []]);
    redialler.stop();
    expect(await ended).toBeUndefined();
    expect(listeners.size).toBe(0);
  });

  it('ends once the session that stands is closed', async () => {
    const { run, redialler, answer, states } = subject();
    const ended = run();
    await settle();
    const { lose } = answer();
    await settle();
    redialler.stop();
    lose({ code: 'NORMAL', reason: 'the session was closed', initiator: 'local' });
    expect(await ended).toBeUndefined();
    expect(states).toEqual(['connecting a', 'ready a']);
  });

  it('drops a session that comes just when it is stopped', async () => {
    const { run, redialler, answer, sessions } = subject();
    const ended = run();
    await settle();
    const { aborts } = answer();
    redialler.stop();
    expect(await ended).toBeUndefined();
    expect([aborts.length, sessions]).toEqual([1, []]);
  });

  it('dials nothing when it was stopped before it began', async () => {
    const { run, redialler, dials } = subject();
    redialler.stop();
    expect(await run()).toBeUndefined();
    expect(dials).toEqual([]);
    const offline = subject(['a'], { ...NO_EVENTS, navigator: { onLine: false } });
    offline.redialler.stop();
    expect(await offline.run()).toBeUndefined();
  });
});

function subject(addresses: readonly string[] = ['a'], network?: NetworkEvents) {
  const clock = new VirtualClock(0);
  const dials: string[] = [];
  const signals: AbortSignal[] = [];
  const states: string[] = [];
  const errors: NetError[] = [];
  const sessions: (Session | undefined)[] = [];
  let resolve!: (dialled: Dialled) => void;
  let refuse!: (error: unknown) => void;
  const redialler = new Redialler({
    addresses,
    backoff: new Backoff({ stableMs: 1000 }, () => 0.5),
    clock,
    network,
    dial(address, signal) {
      dials.push(address);
      signals.push(signal);
      return new Promise((yes, no) => {
        [resolve, refuse] = [yes, no];
        signal.addEventListener('abort', () => no(signal.reason), { once: true });
      });
    },
    onState(state) {
      states.push(nameOf(state));
      if (state.name === 'waiting') errors.push(state.error);
    },
    onSession: (session) => sessions.push(session),
  });
  const answer = () => {
    const dialled = newDialled();
    resolve(dialled);
    return dialled;
  };
  const fail = (error: unknown): void => refuse(error);
  const run = (): Promise<NetError | undefined> => redialler.run();
  return { redialler, run, clock, dials, signals, states, errors, sessions, answer, refuse: fail };
}

function nameOf(state: ClientState): string {
  if (state.name === 'waiting') return `waiting ${state.retryInMs}`;
  return 'address' in state ? `${state.name} ${state.address}` : state.name;
}

/** A session that stands until the test says otherwise. */
function newDialled() {
  let lose!: (info: CloseInfo) => void;
  let leave!: (reason: NetError) => void;
  const closed = new Promise<CloseInfo>((yes) => (lose = yes));
  const leaving = new Promise<NetError>((yes) => (leave = yes));
  const aborts: unknown[] = [];
  const parts: Partial<Session> = { closed, abort: (reason) => void aborts.push(reason) };
  // All that is asked of it here.
  return { session: parts as Session, leaving, lose, leave, aborts };
}

const NO_EVENTS = { addEventListener: () => {}, removeEventListener: () => {} };
