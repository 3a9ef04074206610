import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { ByteWriter } from '../src/byte-writer.ts';
import type { Codec } from '../src/codec.ts';
import type { SessionControl } from '../src/control.ts';
import { NetError } from '../src/index.ts';
import type { MessageHeader } from '../src/extend.ts';
import { SessionEnd } from '../src/session-end.ts';
import { newStats } from '../src/stats.ts';
import type { Abortable } from '../src/transport.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { gate, settle, thrown } from './support/scene.ts';

const kicked = new NetError('KICKED', 'be nice');

describe('SessionEnd', () => {
  it('lets everything be sent while the session is open', () => {
    const { end } = subject();
    end.checkOpen();
    end.onIdle();
    expect(end.isClosed).toBe(false);
  });

  it('knows why the connection has ended, the first time', () => {
    const reset = new Error('reset');
    const { end } = subject();
    expect(end.settle(reset)).toMatchObject({
      code: 'CONNECTION_LOST',
      initiator: 'transport',
      error: reset,
    });
    expect(end.settle(undefined)).toBeUndefined();
    expect(thrown(() => end.checkOpen())).toMatchObject({ code: 'CONNECTION_LOST', cause: reset });
  });

  it('takes an end without an error for the wish of the peer', () => {
    const { end } = subject();
    expect(end.settle(undefined)).toMatchObject({ code: 'NORMAL', initiator: 'remote' });
    expect(thrown(() => end.checkOpen()).code).toBe('CONNECTION_LOST');
  });

  it('closes in good order, and says that this side wanted it', async () => {
    const { end, steps } = subject();
    await end.close(undefined);
    expect(steps).toEqual(['flush', 'close']);
    expect(end.settle(new Error('late'))).toMatchObject({ code: 'NORMAL', initiator: 'local' });
    expect(thrown(() => end.checkOpen()).code).toBe('SESSION_CLOSED');
  });
});

describe('SessionEnd that closes while handlers run', () => {
  it('waits for them', async () => {
    const { end, steps } = subject({ size: 1 });
    const done = end.close(undefined);
    await settle();
    expect(steps).toEqual([]);
    end.onIdle();
    await done;
    expect(steps).toEqual(['flush', 'close']);
  });
});

describe('SessionEnd that drops the connection', () => {
  it('aborts it at once where the peer knows no control packets', () => {
    const { end, steps, connection } = subject();
    end.abort(kicked);
    expect(steps).toEqual(['stop', 'abort']);
    expect(connection.aborted).toBe(kicked);
    expect(end.settle(kicked)).toMatchObject({ code: 'KICKED', initiator: 'local' });
  });

  it('tells a peer that knows them why, and gives it a second to hear it', () => {
    const { end, steps, sent, clock, cuts } = subject({ isAgreed: true });
    end.abort(kicked);
    expect(steps).toEqual(['stop', 'write', 'flush', 'close']);
    expect(sent).toMatchObject([{ type: 7, argument: 15 }]);
    clock.advance(999);
    expect(cuts[0]?.aborted).toBe(false);
    clock.advance(1);
    expect(cuts[0]?.aborted).toBe(true);
  });

  it('tells a peer that is silent, but does not wait for it', () => {
    const { end, steps, sent, clock, cuts } = subject({ isAgreed: true });
    end.fail(new NetError('HEARTBEAT_TIMEOUT', 'silent'));
    expect(steps).toEqual(['stop', 'write', 'flush', 'close']);
    expect(sent).toMatchObject([{ type: 7, argument: 20 }]);
    clock.advance(0);
    expect(cuts[0]?.aborted).toBe(true);
  });

  it('tells nothing that has no number, and nobody who does not read', () => {
    const reasons = [undefined, new Error('enough'), new NetError('BAD_ADDRESS', 'no number')];
    for (const reason of reasons) {
      const { end, steps } = subject({ isAgreed: true });
      end.abort(reason);
      expect(steps).toEqual(['stop', 'abort']);
    }
    const { end, steps } = subject({ isAgreed: true, isCongested: true });
    end.abort(kicked);
    expect(steps).toEqual(['stop', 'abort']);
  });

  it('tells nothing to a peer that has not agreed yet', () => {
    const { end, steps } = subject({ isAgreed: false });
    end.abort(kicked);
    expect(steps).toEqual(['stop', 'abort']);
  });

  it('counts and logs a fault of the peer, once', () => {
    const { end, stats, lines, connection } = subject();
    const flood = new NetError('CANCEL_FLOOD', 'too many');
    end.fail(flood);
    end.fail(new NetError('BAD_PACKET', 'another'));
    expect(stats.failedSessions).toBe(1);
    expect(lines).toEqual([{ level: 'warn', code: 'CANCEL_FLOOD', reason: 'too many' }]);
    expect(connection.aborted).toBe(flood);
    expect(end.settle(flood)).toMatchObject({ code: 'CANCEL_FLOOD', initiator: 'local' });
    end.fail(kicked);
    expect(stats.failedSessions).toBe(1);
  });

  it('finds no fault with a peer once the connection has ended', () => {
    const { end, stats, steps } = subject();
    end.settle(undefined);
    end.fail(kicked);
    expect([stats.failedSessions, steps]).toEqual([0, []]);
    expect(end.error.code).toBe('CONNECTION_LOST');
  });

  it('drops a session that closes when its peer breaks a rule meanwhile', () => {
    const { end, connection } = subject({ size: 1 });
    void end.close(undefined);
    const bad = new NetError('BAD_PACKET', 'what is this');
    end.fail(bad);
    expect(connection.aborted).toBe(bad);
    expect(end.settle(bad)).toMatchObject({ code: 'BAD_PACKET' });
    end.onIdle();
  });
});

describe('SessionEnd of a peer that closes', () => {
  it('takes its word for why, and sends what is queued', () => {
    const { end, steps } = subject({ isAgreed: true });
    end.onPeerClose(kicked);
    expect(steps).toEqual(['stop', 'flush', 'close']);
    expect(end.settle(undefined)).toMatchObject({ code: 'KICKED', initiator: 'remote' });
  });

  it('keeps its own reason if it has one already', () => {
    const { end } = subject({ isAgreed: true });
    void end.close(undefined);
    end.onPeerClose(kicked);
    expect(end.settle(undefined)).toMatchObject({ code: 'NORMAL', initiator: 'local' });
  });

  it('does not wait for handlers that run', async () => {
    const { end, steps, clock } = subject({ isAgreed: true, size: 1 });
    end.onPeerClose(kicked);
    expect(steps).toContain('close');
    await settle();
    expect(clock.timers).toBe(0);
  });
});

describe('SessionEnd of a peer that goes away', () => {
  const leaving = new NetError('GOING_AWAY', 'bye', { retryAfterMs: 250 });

  it('refuses what is new, lets what waits be answered, and closes then', async () => {
    const { end, settled } = subject();
    let closes = 0;
    end.onGoAway(leaving, () => Promise.resolve(void closes++));
    expect(thrown(() => end.checkOpen())).toBe(leaving);
    await settle();
    expect(closes).toBe(0);
    settled.open();
    await settle();
    expect(closes).toBe(1);
    expect(end.settle(undefined)).toMatchObject({ code: 'GOING_AWAY', initiator: 'remote' });
  });

  it('closes once, however often it is told', async () => {
    const { end, settled } = subject();
    let closes = 0;
    for (let count = 0; count < 5; count++) {
      end.onGoAway(leaving, () => Promise.resolve(void closes++));
    }
    settled.open();
    await settle();
    expect(closes).toBe(1);
  });

  it('knows better why when the connection is lost first', async () => {
    const { end, settled } = subject();
    end.onGoAway(leaving, () => Promise.resolve());
    const reset = new Error('reset');
    expect(end.settle(reset)).toMatchObject({ code: 'CONNECTION_LOST' });
    settled.open();
    await settle();
    expect(thrown(() => end.checkOpen()).code).toBe('CONNECTION_LOST');
  });
});

describe('SessionEnd that asks its peer to leave', () => {
  it('waits for it to go', async () => {
    const { end, steps, sent } = subject({ isAgreed: true });
    const left = gate();
    const done = end.dismiss(250, new AbortController().signal, left.promise);
    await settle();
    expect(sent).toMatchObject([{ type: 6, argument: 250 }]);
    expect(steps).toEqual(['write', 'flush']);
    left.open();
    await done;
    expect(steps).toEqual(['write', 'flush', 'close']);
  });

  it('closes at once where the peer does not understand', async () => {
    const { end, steps } = subject();
    await end.dismiss(0, new AbortController().signal, new Promise(() => {}));
    expect(steps).toEqual(['flush', 'close']);
  });

  it('does not wait for a peer once the signal is aborted', async () => {
    const { end, steps, cuts } = subject({ isAgreed: true });
    await end.dismiss(0, AbortSignal.abort(), new Promise(() => {}));
    expect(steps).toEqual(['write', 'flush', 'close']);
    expect(cuts[0]?.aborted).toBe(true);
  });

  it('tells a session that has ended nothing', async () => {
    const { end, sent } = subject({ isAgreed: true });
    end.settle(undefined);
    await end.dismiss(0, new AbortController().signal, Promise.resolve());
    expect(sent).toEqual([]);
  });
});

interface SubjectOptions {
  /** Without it the session has no control. */
  readonly isAgreed?: boolean;
  readonly isCongested?: boolean;
  /** Messages that run. */
  readonly size?: number;
}

function subject({ isAgreed, isCongested = false, size = 0 }: SubjectOptions = {}) {
  const clock = new VirtualClock(1000);
  const steps: string[] = [];
  const cuts: AbortSignal[] = [];
  const sent: object[] = [];
  const lines: object[] = [];
  const stats = newStats();
  const settled = gate();
  const connection = new FakeConnection();
  const abort = connection.abort.bind(connection);
  connection.abort = (reason) => {
    steps.push('abort');
    abort(reason);
  };
  connection.close = async ({ signal }: Abortable = {}) => {
    steps.push('close');
    if (signal !== undefined) cuts.push(signal);
  };
  const outbox = {
    isCongested,
    flush: () => void steps.push('flush'),
    write<T>({ type, argument }: MessageHeader, codec: Codec<T>, value: T): boolean {
      codec.encode(value, new ByteWriter());
      steps.push('write');
      sent.push({ type, argument });
      return true;
    },
  };
  const parts = {
    connection,
    inbox: { stop: () => void steps.push('stop') },
    dispatcher: { size, isClosing: false },
    outbox,
    requests: { settled: () => settled.promise },
  };
  const bounds = { closeTimeoutMs: 5000, drainTimeoutMs: 30_000 };
  const log = { line: (level: string, fields: object) => void lines.push({ level, ...fields }) };
  const end = new SessionEnd(parts, { clock, stats, bounds }, log);
  if (isAgreed !== undefined) end.control = controlOf(isAgreed);
  return { end, clock, steps, cuts, sent, lines, stats, settled, connection };
}

const nothing = (): void => {};

function controlOf(isAgreed: boolean): SessionControl {
  const ready = Promise.resolve();
  return { isAgreed, ready, roundTripMs: undefined, onControl: nothing, onClose: nothing };
}
