import { describe, expect, it } from '@jest/globals';
import { FlushPlan } from '../src/flush-plan.ts';
import { KcpMachine } from '../src/kcp-machine.ts';
import type { KcpOptions } from '../src/options.ts';
import { resolveOptions } from '../src/resolve-options.ts';

function scene(options: KcpOptions): {
  machine: KcpMachine;
  plan: FlushPlan;
  flush: (now: number) => void;
} {
  const { session } = resolveOptions(options);
  const start = { conv: 7, mtu: 1400, headBytes: 0 };
  const output = { allocate: () => new Uint8Array(1400), transmit: () => {} };
  const machine = new KcpMachine(session.machine, start, output);
  const plan = new FlushPlan(machine, session);
  const flush = (now: number): void => {
    machine.flush(now);
    plan.onFlushed(now, now);
  };
  return { machine, plan, flush };
}

const PUSH = Buffer.from('07000000510080000000000000000000000000000100000061', 'hex');
const ACK = Buffer.from('070000005200800000000000000000000100000000000000', 'hex');
const NO_ROOM = Buffer.from('070000005400000000000000000000000000000000000000', 'hex');

describe('FlushPlan', () => {
  it('wants no flush while nothing waits', () => {
    const { plan, flush } = scene({});
    expect([plan.isWanted, plan.dueMs]).toEqual([false, Infinity]);
    flush(0);
    expect([plan.isWanted, plan.dueMs]).toEqual([false, Infinity]);
  });

  it('flushes what is sent at the end of the turn, and resends when that is due', () => {
    const { machine, plan, flush } = scene({});
    machine.send(new Uint8Array(1));
    plan.onSent(0, 0);
    expect(plan.isWanted).toBe(true);
    flush(0);
    expect([plan.isWanted, plan.dueMs, plan.isDue(199, 199), plan.isDue(200, 200)]).toEqual([
      false,
      200,
      false,
      true,
    ]);
    machine.input(ACK, 5);
    plan.onReceived(5, 5);
    expect([plan.isWanted, plan.dueMs]).toEqual([false, Infinity]);
  });

  it('waits with a write for the interval when told to', () => {
    const { machine, plan } = scene({ writeDelay: true, interval: 20 });
    machine.send(new Uint8Array(1));
    plan.onSent(100, 100);
    expect([plan.isWanted, plan.dueMs]).toEqual([false, 120]);
  });

  it('lets acknowledgements wait for the interval, or for the end of the turn when told to', () => {
    const slow = scene({ interval: 30 });
    slow.machine.input(PUSH, 0);
    slow.plan.onReceived(0, 0);
    expect([slow.plan.isWanted, slow.plan.dueMs]).toEqual([false, 30]);
    const quick = scene({ ackNoDelay: true });
    quick.machine.input(PUSH, 0);
    quick.plan.onReceived(0, 0);
    expect(quick.plan.isWanted).toBe(true);
  });

  it('waits for the probe while the peer has no room', () => {
    const { machine, plan, flush } = scene({});
    machine.input(NO_ROOM, 0);
    machine.send(new Uint8Array(1));
    plan.onSent(0, 0);
    flush(0);
    expect(plan.dueMs).toBe(500);
  });

  it('comes back after the interval when the congestion window was still closed', () => {
    const { machine, plan, flush } = scene({ nc: 0, interval: 20 });
    machine.send(new Uint8Array(1));
    plan.onSent(0, 0);
    flush(0);
    expect([machine.sending.inFlight, plan.dueMs]).toEqual([0, 20]);
  });

  it('flushes at multiples of the interval, as ikcp.c', () => {
    const { machine, plan, flush } = scene({ behavior: 'c', interval: 20 });
    machine.send(new Uint8Array(1));
    plan.onSent(0, 0);
    expect([plan.isWanted, plan.dueMs, plan.isDue(0, 0)]).toEqual([false, 0, true]);
    flush(0);
    expect([plan.dueMs, plan.isDue(19, 19), plan.isDue(20, 20)]).toEqual([20, false, true]);
    plan.onUrgent();
    expect(plan.isWanted).toBe(true);
  });
});
