import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { KcpMachine } from '../src/kcp-machine.ts';
import { type MachineSettings, originalSettings } from '../src/machine-settings.ts';
import { Command, SegmentHeader } from '../src/segment.ts';
import { serialDiff } from '../src/serial.ts';
import { replay } from './support/replay.ts';
import { readTrace, traceNames } from './support/trace.ts';

/** How many forged segments: a million in a nightly run. */
const FORGED = Number(process.env['KCP_FORGED'] ?? 60_000);

describe('KcpMachine beside ikcp.c', () => {
  it.each(traceNames('ikcp'))('does what the original did in %s', (name) => {
    const trace = readTrace(`ikcp/${name}`);
    for (const endpoint of Object.values(trace.endpoints)) replay(trace, endpoint);
    expect(Object.keys(trace.endpoints)).not.toHaveLength(0);
  });
});

describe('KcpMachine beside kcp-go', () => {
  it.each(traceNames('kcp-go/core'))('does what the original did in %s', (name) => {
    const trace = readTrace(`kcp-go/core/${name}`);
    for (const endpoint of Object.values(trace.endpoints)) replay(trace, endpoint);
    expect(Object.keys(trace.endpoints)).not.toHaveLength(0);
  });
});

describe('KcpMachine that is strict', () => {
  it('discards nothing for an acknowledgement of what was never sent', () => {
    const machine = strictMachine();
    machine.send(new Uint8Array(300));
    machine.flush(1000);
    const forged = segment({ cmd: Command.WINS, una: 2 });
    expect(machine.input(forged, 1001)).toBe('acknowledgement');
    expect(machine.sending.inFlight).toBe(1);
    expect(machine.input(segment({ cmd: Command.ACK, sn: 1, una: 0 }), 1001)).toBeUndefined();
    expect(machine.sending.inFlight).toBe(1);
    expect(machine.input(segment({ cmd: Command.WINS, una: 1 }), 1001)).toBeUndefined();
    expect(machine.sending.inFlight).toBe(0);
  });

  it('measures no round trip from a time that it has not sent', () => {
    const machine = strictMachine();
    machine.send(new Uint8Array(1));
    machine.flush(1000);
    machine.input(segment({ cmd: Command.ACK, sn: 7, ts: -60_000 }), 1001);
    machine.input(segment({ cmd: Command.ACK, sn: 0, ts: 999 }), 1001);
    expect([machine.rtt.smoothedMs, machine.isPeerProven]).toEqual([0, false]);
  });

  it('knows its peer from the echo of a time, even of a segment that una has freed', () => {
    const machine = strictMachine();
    machine.send(new Uint8Array(1));
    machine.flush(1000);
    machine.input(segment({ cmd: Command.ACK, sn: 0, ts: 1000, una: 1 }), 1040);
    expect([machine.rtt.smoothedMs, machine.isPeerProven]).toEqual([40, true]);
    machine.input(segment({ cmd: Command.ACK, sn: 0, ts: 1000, una: 1 }), 3000);
    expect(machine.rtt.smoothedMs).toBe(40);
  });

  it('refuses a message that its window has no room for', () => {
    const machine = strictMachine();
    expect(machine.input(segment({ cmd: Command.PUSH, frg: 32 }), 0)).toBe('fragments');
    expect(machine.input(segment({ cmd: Command.PUSH, frg: 31 }), 0)).toBeUndefined();
  });

  it('survives any bytes, and frees only what was in flight', () => {
    const random = seededRandom(18);
    const machine = strictMachine();
    for (let count = 0; count < FORGED; count += 1) {
      if (machine.sending.queued < 4) machine.send(new Uint8Array(random.below(900)));
      machine.flush(count);
      const { una, next } = machine.sending;
      machine.input(forge(next, random), count);
      const freed = serialDiff(machine.sending.una, una);
      if (freed < 0 || freed > serialDiff(next, una)) throw new Error(`${freed} segments left`);
      if (machine.receiving.waiting + machine.receiving.ahead > 64) throw new Error('no bound');
      if (random.chance(0.5)) machine.receive();
    }
    expect(machine.sending.una).not.toBe(0);
  }, 600_000);
});

describe('KcpMachine', () => {
  it('takes nothing from an empty or short datagram', () => {
    const machine = strictMachine();
    expect(machine.input(new Uint8Array(0), 0)).toBe('too-short');
    expect(machine.input(segment({}).subarray(0, 23), 0)).toBe('too-short');
  });

  it('tells a note beside the stream, which the peer takes once', () => {
    const packets: Uint8Array[] = [];
    const machine = strictMachine(packets);
    machine.tell(new Uint8Array([1, 2, 3]));
    machine.flush(0);
    expect(Buffer.from(packets[0] ?? []).toString('hex')).toBe(
      '070000005400200000000000000000000000000003000000010203',
    );
    const peer = strictMachine();
    expect(peer.input(packets[0] ?? new Uint8Array(0), 0)).toBeUndefined();
    expect(peer.takeNote()).toEqual(new Uint8Array([1, 2, 3]));
    expect(peer.takeNote()).toBeUndefined();
  });

  it('tells its window alone when asked to', () => {
    const packets: Uint8Array[] = [];
    strictMachine(packets).flushWindow();
    expect(packets.map((packet) => Buffer.from(packet).toString('hex'))).toEqual([
      '070000005400200000000000000000000000000000000000',
    ]);
  });

  it('lets go of its memory only when nothing waits in it', () => {
    const machine = strictMachine();
    machine.send(new Uint8Array(10));
    machine.trim();
    machine.flush(0);
    expect(machine.sending.inFlight).toBe(1);
    machine.input(segment({ cmd: Command.PUSH, una: 1 }), 1);
    machine.receive();
    machine.trim();
    machine.send(new Uint8Array(10));
    machine.flush(2);
    expect(machine.sending.inFlight).toBe(1);
  });
});

const START = { conv: 7, mtu: 1400, headBytes: 0 };

function strictMachine(packets: Uint8Array[] = []): KcpMachine {
  const settings: MachineSettings = {
    ...originalSettings('go'),
    isStrict: true,
    noCongestionControl: true,
  };
  return new KcpMachine(settings, START, {
    allocate: () => new Uint8Array(1400),
    transmit: (packet, length) => void packets.push(packet.slice(0, length)),
  });
}

function segment(fields: Partial<SegmentHeader>): Uint8Array {
  const header = Object.assign(
    new SegmentHeader(),
    { conv: 7, cmd: Command.WINS, wnd: 128 },
    fields,
  );
  const bytes = new Uint8Array(24);
  header.write(bytes, 0);
  return bytes;
}

/** A segment near what the machine expects, with up to three fields of any value. */
function forge(next: number, random: ReturnType<typeof seededRandom>): Uint8Array {
  const near = (): number => (next + random.below(9) - 6) | 0;
  const any = (value: number): number => (random.chance(0.1) ? random.below(2 ** 32) | 0 : value);
  const cmd = random.chance(0.02) ? random.below(256) : 81 + random.below(4);
  const frg = random.chance(0.1) ? random.below(256) : 0;
  const fields = { cmd, frg, sn: any(near()), una: any(near()), ts: any(random.below(1000)) };
  return segment({
    ...fields,
    wnd: random.below(65_536),
    len: random.chance(0.05) ? random.below(9) : 0,
  });
}
