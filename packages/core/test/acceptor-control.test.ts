import { describe, expect, it } from '@jest/globals';
import { AcceptorControl } from '../src/acceptor-control.ts';
import { AuthAttempts } from '../src/auth-attempts.ts';
import { Control } from '../src/control.ts';
import { type Authenticate, type Grant, NetError } from '../src/index.ts';
import type { Limits } from '../src/limits.ts';
import { controlPacket, FakeControlledSession } from './support/fake-controlled-session.ts';
import { gate, settle, thrown } from './support/scene.ts';

const HELLO = '{"version":1}';

describe('AcceptorControl without a question', () => {
  it('lets messages pass before a hello, and waits for none', () => {
    const { target } = subject();
    expect(target.isShut).toBe(false);
    target.clock.advance(60_000);
    expect(target.failures).toEqual([]);
  });

  it('answers a hello with its number, the session and the heartbeat', () => {
    const { target, say } = subject();
    say(7);
    expect(target.sent).toEqual([
      {
        control: Control.Welcome,
        argument: 7,
        report: { version: 1, session: 'stand-in', heartbeatMs: 20_000, expiresInMs: undefined },
      },
    ]);
  });

  it('takes a peer that has said hello for one that understands control packets', () => {
    const { control, say } = subject({ authenticate: () => new Promise(() => {}) });
    expect(control.isAgreed).toBe(false);
    say(1);
    expect(control.isAgreed).toBe(true);
  });

  it('keeps the smaller heartbeat of both sides, but none under a tenth of a second', () => {
    const beats = [5000, 60_000, 1].map((wished) => {
      const { target, say } = subject();
      say(1, `{"version":1,"heartbeatMs":${wished}}`);
      return target.sent[0]?.report;
    });
    expect(beats).toMatchObject([
      { heartbeatMs: 5000 },
      { heartbeatMs: 20_000 },
      { heartbeatMs: 100 },
    ]);
  });

  it('keeps no heartbeat where neither side wants one', () => {
    const { target, say } = subject({ limits: { heartbeatMs: false } });
    say(1);
    expect(target.sent).toMatchObject([{ report: { heartbeatMs: undefined } }]);
    target.clock.advance(120_000);
    expect(target.failures).toEqual([]);
    expect(target.sent).toHaveLength(1);
  });

  it('rejects a welcome, and a hello that is none', () => {
    const { control, say } = subject();
    const welcome = controlPacket(Control.Welcome, 1, HELLO);
    expect(thrown(() => control.onControl(welcome)).code).toBe('BAD_PACKET');
    for (const [number, body] of ['', '[]', '{"version":1', '\u0000'].entries()) {
      expect(thrown(() => say(number + 1, body)).code).toBe('BAD_PACKET');
    }
    for (const [number, body] of ['{}', '{"version":2}'].entries()) {
      expect(thrown(() => say(number + 10, body)).code).toBe('VERSION_UNSUPPORTED');
    }
  });

  it('repeats its answer to a hello that comes twice', () => {
    const { target, say } = subject();
    say(3);
    say(3);
    expect(target.sent.map(({ argument }) => argument)).toEqual([3, 3]);
    expect(target.sent[1]?.report).toBe(target.sent[0]?.report);
  });

  it('ends the session of a peer that floods it with hellos', () => {
    const { say } = subject();
    for (let number = 1; number <= 100; number++) say(number);
    expect(thrown(() => say(101))).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'more than 100 hellos in ten seconds',
    });
  });
});

describe('AcceptorControl that asks who the peer is', () => {
  it('lets nothing pass before a hello, and gives up on one that does not come', () => {
    const { target } = subject({ authenticate: () => ada });
    expect(target.isShut).toBe(true);
    target.clock.advance(4950);
    expect(target.failures).toEqual([]);
    target.clock.advance(100);
    expect(target.failures).toMatchObject([
      { code: 'HANDSHAKE_TIMEOUT', message: 'no hello within 5000 ms' },
    ]);
  });

  it('opens once the peer is known, and waits no longer', async () => {
    const { target, say, proven } = subject({ authenticate: () => ada });
    say(1);
    await settle();
    expect(proven).toEqual([ada]);
    expect(target).toMatchObject({ isShut: false, holds: 0, failures: [] });
    expect(target.sent).toMatchObject([{ control: Control.Welcome, argument: 1 }]);
    target.clock.advance(10_000);
    expect(target.failures).toEqual([]);
  });

  it('reads nothing while it asks', async () => {
    const { promise, open } = gate<Grant>();
    const { target, say } = subject({ authenticate: () => promise });
    say(1);
    expect(target).toMatchObject({ holds: 1, isShut: true, sent: [] });
    open(ada);
    await settle();
    expect(target).toMatchObject({ holds: 0, isShut: false });
  });

  it('asks once for each hello, however often it comes', async () => {
    let asked = 0;
    const { promise, open } = gate<Grant>();
    const { target, say } = subject({ authenticate: () => (asked++, promise) });
    for (let count = 0; count < 20; count++) say(1);
    expect(target.sent).toEqual([]);
    open(ada);
    await settle();
    say(1);
    expect(asked).toBe(1);
    expect(target.sent.map(({ argument }) => argument)).toEqual([1, 1]);
  });

  it('rejects a second hello while it asks about the first, and still answers that', async () => {
    let asked = 0;
    const { promise, open } = gate<Grant>();
    const { target, say, proven } = subject({ authenticate: () => (asked++, promise) });
    say(1);
    expect(thrown(() => say(2)).code).toBe('BAD_PACKET');
    open(ada);
    await settle();
    expect([asked, proven.length]).toEqual([1, 1]);
    expect(target.sent).toMatchObject([{ argument: 1 }]);
  });

  it('asks again when credentials are renewed', async () => {
    const { target, say, proven } = subject({ authenticate: () => ada });
    say(1);
    await settle();
    say(2);
    await settle();
    expect(proven).toHaveLength(2);
    expect(target.sent.map(({ argument }) => argument)).toEqual([1, 2]);
  });

  it('does not answer a renewal with what was granted before', async () => {
    const { promise, open } = gate<Grant>();
    let round = 0;
    const { target, say } = subject({ authenticate: () => (round++ === 0 ? ada : promise) });
    say(1);
    await settle();
    say(2);
    say(2);
    expect(target.sent).toHaveLength(1);
    open(ada);
    await settle();
    expect(target.sent.map(({ argument }) => argument)).toEqual([1, 2]);
  });

  it('ends the session when what was granted expires, unless it is renewed', async () => {
    const { target, say } = subject({ authenticate: () => ({ ...ada, expiresInMs: 5000 }) });
    say(1);
    await settle();
    expect(target.sent).toMatchObject([{ report: { expiresInMs: 5000 } }]);
    target.clock.advance(4900);
    say(2);
    await settle();
    target.clock.advance(4900);
    expect(target.failures).toEqual([]);
    target.clock.advance(200);
    expect(target.failures).toMatchObject([{ code: 'AUTH_EXPIRED' }]);
  });

  it('gives up on an answer of its own that takes too long', () => {
    const { target, say } = subject({ authenticate: () => new Promise(() => {}) });
    say(1);
    target.clock.advance(5100);
    expect(target.failures).toMatchObject([{ code: 'HANDSHAKE_TIMEOUT' }]);
  });
});

describe('AcceptorControl that refuses', () => {
  it('says no more than that the credentials were refused', async () => {
    const { target, say } = subject({ authenticate: () => undefined });
    say(1);
    await settle();
    expect(target.failures).toMatchObject([{ code: 'AUTH_FAILED' }]);
    expect(target).toMatchObject({ isShut: true, sent: [], holds: 0 });
    expect(target.logged).toMatchObject([{ session: 'stand-in', code: 'AUTH_FAILED' }]);
  });

  it('passes an error on that a peer can be told of', async () => {
    const kicked = new NetError('KICKED', 'banned');
    const { target, say } = subject({ authenticate: () => Promise.reject(kicked) });
    say(1);
    await settle();
    expect(target.failures).toEqual([kicked]);
  });

  it('keeps every other error to itself', async () => {
    for (const error of [new Error('no database'), new NetError('BAD_ADDRESS', 'db'), 'text']) {
      const { target, say } = subject({ authenticate: () => Promise.reject(error) });
      say(1);
      await settle();
      expect(target.failures).toMatchObject([{ code: 'INTERNAL_ERROR', cause: error }]);
      expect(target.failures[0]?.message).toBe('the peer could not be examined');
    }
  });

  it('ends the session when the gatekeeper cannot let it in', async () => {
    const full = new NetError('GOING_AWAY', 'closing');
    const { target, say } = subject({ authenticate: () => ada, refusal: full });
    say(1);
    await settle();
    expect(target).toMatchObject({ failures: [full], sent: [], isShut: true });
  });

  it('does not ask again under a name that failed too often', async () => {
    let asked = 0;
    const attempts = new AuthAttempts({ maxAuthFailures: 1 });
    const authenticate = (): undefined => void asked++;
    const codes: string[] = [];
    for (let round = 0; round < 4; round++) {
      const { target, say } = subject({ authenticate, attempts });
      say(1, '{"version":1,"name":"ada"}');
      await settle();
      codes.push(...target.failures.map(({ code }) => code));
    }
    expect(codes).toEqual(['AUTH_FAILED', 'AUTH_FAILED', 'AUTH_RATE_LIMITED', 'AUTH_RATE_LIMITED']);
    expect(asked).toBe(2);
  });

  it('does not ask again for an address that failed too often, whatever the name', async () => {
    const attempts = new AuthAttempts({ maxAuthFailures: 1 });
    const codes: string[] = [];
    for (const [round, remote] of ['tcp://203.0.113.7:1', 'tcp://203.0.113.7:2'].entries()) {
      for (let count = 0; count < 2; count++) {
        const { target, say } = subject({ authenticate: () => undefined, attempts, remote });
        say(1, `{"version":1,"name":"${round} ${count}"}`);
        await settle();
        codes.push(...target.failures.map(({ code }) => code));
      }
    }
    expect(codes).toEqual(['AUTH_FAILED', 'AUTH_FAILED', 'AUTH_RATE_LIMITED', 'AUTH_RATE_LIMITED']);
  });

  it('counts only refused credentials as failed attempts', async () => {
    const attempts = new AuthAttempts({ maxAuthFailures: 1 });
    for (let round = 0; round < 4; round++) {
      const { target, say } = subject({ authenticate: failing, attempts });
      say(1, '{"version":1,"name":"ada"}');
      await settle();
      expect(target.failures).toMatchObject([{ code: 'INTERNAL_ERROR' }]);
    }
  });
});

describe('AcceptorControl of a session that has ended', () => {
  it('lets nobody in who was granted too late, and reads no more', async () => {
    const { promise, open } = gate<Grant>();
    const { target, control, say, proven } = subject({ authenticate: () => promise });
    say(1);
    control.onClose(gone);
    open(ada);
    await settle();
    expect([proven, target.sent, target.failures]).toEqual([[], [], []]);
    expect(target.holds).toBe(0);
  });

  it('counts no failure that comes too late', async () => {
    const { promise, fail } = gate<Grant | undefined>();
    const { target, control, say } = subject({ authenticate: () => promise });
    say(1);
    control.onClose(gone);
    fail(new NetError('AUTH_FAILED', 'wrong'));
    await settle();
    expect([target.failures, target.logged]).toEqual([[], []]);
  });

  it('leaves no timer behind', async () => {
    const { target, control, say } = subject({
      authenticate: () => ({ ...ada, expiresInMs: 5000 }),
    });
    say(1);
    await settle();
    control.onClose(gone);
    target.clock.advance(60_000);
    expect(target.failures).toEqual([]);
    expect(target.clock.timers).toBe(0);
  });
});

const failing = (): never => {
  throw new Error('no database');
};
const ada: Grant = { identity: 'ada' };
const gone = new NetError('CONNECTION_LOST', 'gone');

interface SubjectOptions {
  readonly authenticate?: Authenticate;
  readonly attempts?: AuthAttempts;
  readonly limits?: Partial<Limits>;
  readonly remote?: string;
  /** What the gatekeeper throws instead of letting the peer in. */
  readonly refusal?: NetError;
}

function subject(options: SubjectOptions = {}) {
  const { authenticate, limits, remote, refusal } = options;
  const { attempts = new AuthAttempts({ maxAuthFailures: 5 }) } = options;
  const target = new FakeControlledSession(remote, 'stream', limits);
  const proven: Grant[] = [];
  const control = new AcceptorControl(target, {
    authenticate,
    attempts,
    onProven(_session, grant) {
      if (refusal !== undefined) throw refusal;
      proven.push(grant);
    },
  });
  const say = (number: number, body = HELLO): void =>
    control.onControl(controlPacket(Control.Hello, number, body));
  return { target, control, proven, say };
}
