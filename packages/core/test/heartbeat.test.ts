import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Control } from '../src/control.ts';
import { Heartbeat } from '../src/heartbeat.ts';
import type { NetError } from '../src/index.ts';
import type { ConnectionKind } from '../src/extend.ts';
import { Timers } from '../src/timers.ts';

describe('Heartbeat', () => {
  it('pings a peer that is silent for an interval', () => {
    const { clock, pings } = subject();
    clock.advance(950);
    expect(pings).toEqual([]);
    clock.advance(100);
    expect(pings).toEqual([1]);
  });

  it('pings once where nothing is lost, and ten times where it may be', () => {
    const counts = (['stream', 'message', 'datagram'] as const).map((kind) => {
      const { clock, pings, failures } = subject(8000, kind);
      clock.advance(15_900);
      expect(failures).toEqual([]);
      clock.advance(200);
      expect(failures).toMatchObject([{ code: 'HEARTBEAT_TIMEOUT' }]);
      return pings.length;
    });
    expect(counts).toEqual([1, 1, 10]);
  });

  it('does not repeat a ping more often than twice a second', () => {
    const { clock, pings, failures } = subject(200, 'datagram');
    clock.advance(500);
    expect(pings).toHaveLength(1);
    expect(failures).toHaveLength(1);
  });

  it('does not ping a peer that is heard', () => {
    const { clock, target, pings } = subject();
    for (let round = 0; round < 20; round++) {
      clock.advance(500);
      target.aliveAtMs = clock.now();
    }
    expect(pings).toEqual([]);
  });

  it('ends the session within two intervals of silence', () => {
    const { clock, failures } = subject();
    clock.advance(1950);
    expect(failures).toEqual([]);
    clock.advance(150);
    expect(failures).toMatchObject([{ code: 'HEARTBEAT_TIMEOUT' }]);
  });

  it('takes any byte for life', () => {
    const { clock, target, failures } = subject();
    for (let round = 0; round < 10; round++) {
      clock.advance(1900);
      target.aliveAtMs = clock.now();
    }
    expect(failures).toEqual([]);
  });

  it('measures the round trip of a ping', () => {
    const { clock, heartbeat } = subject();
    clock.advance(1050);
    clock.advance(30);
    heartbeat.onPong(1);
    expect(heartbeat.roundTripMs).toBeGreaterThanOrEqual(30);
    expect(heartbeat.roundTripMs).toBeLessThanOrEqual(80);
  });

  it('ignores a pong that answers nothing', () => {
    const { clock, heartbeat } = subject();
    heartbeat.onPong(0);
    clock.advance(1050);
    heartbeat.onPong(7);
    expect(heartbeat.roundTripMs).toBeUndefined();
    heartbeat.onPong(1);
    const { roundTripMs } = heartbeat;
    clock.advance(10);
    heartbeat.onPong(1);
    expect(heartbeat.roundTripMs).toBe(roundTripMs);
  });

  it('does not take a stall of its own for silence', () => {
    const { clock, target, failures } = subject();
    clock.advance(900);
    clock.stall(3000);
    clock.advance(50);
    expect(failures).toEqual([]);
    target.aliveAtMs = clock.now();
    clock.advance(900);
    expect(failures).toEqual([]);
  });

  it('finds a peer that died during a stall', () => {
    const { clock, failures } = subject();
    clock.advance(900);
    clock.stall(3000);
    clock.advance(2200);
    expect(failures).toHaveLength(1);
  });

  it('waits for what can be read in the same turn before it decides', () => {
    const { clock, target, failures } = subject();
    clock.beforeNextTurn = () => (target.aliveAtMs = clock.now());
    clock.advance(2100);
    expect(failures).toEqual([]);
  });

  it('stops', () => {
    const { clock, heartbeat, pings, failures } = subject();
    heartbeat.stop();
    clock.advance(10_000);
    expect([pings, failures]).toEqual([[], []]);
  });

  it('stays stopped when its session ends in the turn in which it would have decided', () => {
    const { clock, target, heartbeat, pings, failures } = subject();
    clock.beforeNextTurn = () => {
      target.aliveAtMs = clock.now();
      heartbeat.stop();
    };
    clock.advance(10_000);
    expect([pings, failures]).toEqual([[1], []]);
  });
});

/** Time that can pass without anything being run in it, as while a handler is busy. */
class StallingClock extends VirtualClock {
  beforeNextTurn: () => void = () => {};
  #stalledMs = 0;

  override now(): number {
    return super.now() + (this.#stalledMs ?? 0);
  }

  override nextTurn(run: () => void): void {
    super.nextTurn(() => {
      this.beforeNextTurn();
      run();
    });
  }

  stall(ms: number): void {
    this.#stalledMs += ms;
  }
}

function subject(intervalMs = 1000, kind: ConnectionKind = 'stream') {
  const clock = new StallingClock(1000);
  const pings: number[] = [];
  const failures: NetError[] = [];
  const target = {
    clock,
    kind,
    timers: Timers.of(clock),
    aliveAtMs: clock.now(),
    fail: (error: NetError) => void failures.push(error),
    sendControl(control: Control, number: number) {
      expect(control).toBe(Control.Ping);
      pings.push(number);
    },
  };
  const heartbeat = new Heartbeat(target, intervalMs);
  return { clock, target, heartbeat, pings, failures };
}
