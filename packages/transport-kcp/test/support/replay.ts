import assert from 'node:assert/strict';
import { KcpMachine, type InputFault } from '../../src/kcp-machine.ts';
import {
  type MachineSettings,
  type MachineStart,
  originalSettings,
} from '../../src/machine-settings.ts';
import { UpdateSchedule } from '../../src/update-schedule.ts';
import type { Trace, TraceEndpoint, TraceStep } from './trace.ts';

type Whole = MachineSettings & MachineStart;
type Draft = { -readonly [Name in keyof Whole]: Whole[Name] };

/** Replay one endpoint of a trace, and throw at the first step that differs. */
export function replay(trace: Trace, endpoint: TraceEndpoint): void {
  const machine = new ReplayedMachine(trace, endpoint);
  const set = new Set(endpoint.steps.map(({ field }) => field));
  const initial = Object.entries(endpoint.initial).filter(([name]) => !set.has(name));
  machine.compare('initial', Object.fromEntries(initial));
  for (const [index, step] of endpoint.steps.entries()) {
    machine.play(step, `${trace.name}, step ${index}: ${step.op} at ${step.t ?? '-'}`);
  }
}

class ReplayedMachine {
  readonly #isC: boolean;
  readonly #version: string;
  readonly #settings: Draft;
  readonly #machine: KcpMachine;
  readonly #schedule: UpdateSchedule;
  #now = 0;
  #out: string[] = [];

  constructor({ madeBy }: Trace, { conv, steps }: TraceEndpoint) {
    this.#version = madeBy.split(' ')[1] ?? '';
    this.#isC = madeBy.startsWith('ikcp');
    const original = originalSettings(this.#isC ? 'c' : 'go');
    this.#settings = { ...original, conv, mtu: 1400, headBytes: 0 };
    this.#settings.countsStaleAcks = madeBy === 'ikcp.c 1.7';
    if (this.#version === '2.1.1') this.#settings.firstProbeMs = 5000;
    for (const step of steps) this.#configure(step);
    this.#machine = new KcpMachine(this.#settings, this.#settings, {
      allocate: () => new Uint8Array(this.#settings.mtu),
      transmit: (packet, length) => void this.#out.push(hex(packet.subarray(0, length))),
    });
    this.#schedule = new UpdateSchedule(this.#settings.intervalMs);
  }

  play(step: TraceStep, where: string): void {
    this.#out = [];
    if (this.#isC ? step.op.startsWith('update') : step.t !== undefined) this.#now = step.t! | 0;
    const result = this.#do(step, where);
    if (step.ret !== undefined && result !== undefined) assert.deepEqual(result, step.ret, where);
    assert.deepEqual(this.#out, step.out ?? [], where);
    // The numbers are set at construction here.
    if (step.op !== 'set') this.compare(where, step.st ?? {});
  }

  compare(where: string, expected: Readonly<Record<string, number>>): void {
    const state = this.#state();
    for (const [name, value] of Object.entries(expected)) {
      assert.equal(state[name]! >>> 0, value, `${where}: ${name}`);
    }
  }

  /** Settings come first in every trace. The clamps are those of the originals. */
  #configure({ op, args = [], field, value = 0 }: TraceStep): void {
    const draft = this.#settings;
    const [first = -1, second = -1, third = -1, fourth = -1] = args;
    if (op === 'nodelay') {
      if (first >= 0) draft.nodelay = first as 0 | 1 | 2;
      if (second >= 0) draft.intervalMs = Math.min(Math.max(second, 10), 5000);
      if (third >= 0) draft.fastResend = third;
      if (fourth >= 0) draft.noCongestionControl = fourth === 1;
    } else if (op === 'wndsize') {
      if (first > 0) draft.sendWindow = first;
      if (second > 0) draft.receiveWindow = this.#isC ? Math.max(second, 128) : second;
    } else if (op === 'setmtu' && first >= 50) {
      draft.mtu = first;
    } else if (op === 'reserve' && first < 1000) {
      draft.headBytes = first;
    } else if (op === 'set') {
      if (field === 'stream') draft.isStream = value === 1;
      if (field === 'dead_link') draft.deadLink = value;
      if (field === 'snd_nxt') draft.firstSendSn = value;
      if (field === 'rcv_nxt') draft.firstReceiveSn = value;
    }
  }

  #do(step: TraceStep, where: string): unknown {
    const machine = this.#machine;
    switch (step.op) {
      case 'send':
        return this.#send(bytesOf(step));
      case 'recv':
        return this.#receive(step);
      case 'peeksize':
        return machine.receiving.peekBytes() ?? -1;
      case 'waitsnd':
        return machine.sending.inFlight + machine.sending.queued;
      case 'input':
        return this.#input(step);
      case 'update':
        if (this.#schedule.isDue(this.#now)) machine.flush(this.#now);
        return undefined;
      case 'updates':
        return this.#repeat(
          step,
          () => this.#schedule.isDue(this.#now) && machine.flush(this.#now),
        );
      case 'flush':
        return this.#flush(step, where);
      case 'flushes':
        return this.#repeat(step, () => this.#flush(step, where));
      case 'check':
        return this.#check(step);
      case 'values':
        return this.#values();
      default:
        return undefined;
    }
  }

  #send(bytes: Uint8Array): number {
    const taken = this.#machine.send(bytes);
    if (taken === -1) return !this.#isC && bytes.length === 0 ? -1 : -2;
    if (this.#isC && this.#version !== '1.7') return taken;
    return taken < bytes.length ? -2 : 0;
  }

  #receive({ size = 0, data }: TraceStep): number {
    const { receiving } = this.#machine;
    const bytes = receiving.peekBytes();
    if (bytes === undefined) return this.#isC && receiving.waiting > 0 ? -2 : -1;
    if (bytes > size) return this.#isC ? -3 : -2;
    const message = this.#machine.receive();
    assert.ok(message !== undefined);
    assert.equal(hex(message), data);
    return message.length;
  }

  #input(step: TraceStep): number {
    const machine = this.#machine;
    const { una } = machine.sending;
    const fault = machine.input(bytesOf(step), this.#now, step.regular ?? true);
    if (fault !== undefined) return FAULTS[fault];
    if (this.#isC) return 0;
    if (machine.sending.una !== una) machine.flush(this.#now);
    else if (step.ackNoDelay === true) machine.flushAcks();
    return 0;
  }

  #flush({ ackOnly = false, ret }: TraceStep, where: string): undefined {
    if (this.#isC && !this.#schedule.hasBegun) return;
    if (ackOnly) {
      this.#machine.flushAcks();
      return;
    }
    this.#machine.flush(this.#now);
    const resendMs = this.#machine.transmitter.untilResend(this.#now);
    const untilMs = Math.min(resendMs, this.#settings.intervalMs);
    assert.ok(untilMs > 0, where);
    // It may ask to be called earlier than the original.
    if (!this.#isC) assert.ok(untilMs <= Number(ret), `${where}: ${untilMs} <= ${String(ret)}`);
  }

  #repeat({ t = 0, step = 0, count = 0 }: TraceStep, act: () => unknown): undefined {
    for (let index = 0; index < count; index += 1) {
      this.#now = (t + index * step) | 0;
      act();
    }
  }

  #check({ t = 0 }: TraceStep): number {
    const resendMs = this.#machine.transmitter.exactlyUntilResend(t);
    return (t + this.#schedule.untilUpdate(t, resendMs)) >>> 0;
  }

  #values(): object {
    const { mtu, intervalMs, nodelay, fastResend, noCongestionControl } = this.#settings;
    return {
      mtu,
      mss: this.#machine.mss,
      interval: intervalMs,
      rx_minrto: nodelay === 0 ? 100 : 30,
      fastresend: fastResend,
      nocwnd: noCongestionControl ? 1 : 0,
      nodelay,
      snd_wnd: this.#settings.sendWindow,
      rcv_wnd: this.#settings.receiveWindow,
    };
  }

  #state(): Record<string, number> {
    const { sending, receiving, rtt, congestion, peer, transmitter, acks } = this.#machine;
    return {
      snd_una: sending.una,
      snd_nxt: sending.next,
      rcv_nxt: receiving.next,
      ssthresh: congestion.threshold,
      cwnd: congestion.segments,
      incr: congestion.bytes,
      rx_srtt: rtt.smoothedMs,
      rx_rttval: rtt.variationMs,
      rx_rttvar: rtt.variationMs,
      rx_rto: rtt.rtoMs,
      rmt_wnd: peer.segments,
      probe: (peer.owesAsk ? 1 : 0) | (peer.owesTell ? 2 : 0),
      probe_wait: peer.waitMs,
      ts_probe: peer.probeTs,
      state: transmitter.isLinkDead ? -1 : 0,
      xmit: transmitter.timeouts,
      nsnd_buf: sending.inFlight,
      nsnd_que: sending.queued,
      nrcv_buf: receiving.ahead,
      nrcv_que: receiving.waiting,
      ackcount: acks.length,
    };
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function bytesOf({ data = '' }: TraceStep): Uint8Array {
  return new Uint8Array(Buffer.from(data, 'hex'));
}

const FAULTS: Readonly<Record<InputFault, number>> = {
  'too-short': -1,
  conv: -1,
  length: -2,
  command: -3,
  acknowledgement: -4,
  fragments: -4,
};
