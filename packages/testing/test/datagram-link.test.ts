import { describe, expect, it } from '@jest/globals';
import type { DatagramFaults } from '../src/datagram-faults.ts';
import { DatagramLink } from '../src/datagram-link.ts';
import { VirtualClock } from '../src/virtual-clock.ts';

describe('DatagramLink', () => {
  it('delivers at once and in order without any fault, but never from inside send', () => {
    const { log, send, clock } = scene();
    send('a', 'b', '');
    expect(log).toEqual([]);
    clock.advance(0);
    expect(log).toEqual(['a@0', 'b@0', '@0']);
  });

  it('delivers after the delay', () => {
    const { log, send, clock } = scene({ delayMs: 20 });
    send('a');
    clock.advance(5);
    send('b');
    clock.advance(100);
    expect(log).toEqual(['a@20', 'b@25']);
    expect(clock.timers).toBe(0);
  });

  it('adds jitter of up to what it was told, so that datagrams overtake', () => {
    const { arrivals } = run({ delayMs: 10, jitterMs: 10 });
    const waits = arrivals.map(({ atMs, index }) => atMs - index);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20);
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThan(8);
    expect(overtaken(arrivals)).toBeGreaterThan(100);
  });

  it('lets some overtake by skipping the delay', () => {
    const { arrivals } = run({ delayMs: 10, reorder: 0.05 });
    const early = arrivals.filter(({ atMs, index }) => atMs === index).length;
    const inTime = arrivals.filter(({ atMs, index }) => atMs === index + 10).length;
    expect(early / COUNT).toBeCloseTo(0.05, 1);
    expect(early).toBeGreaterThan(0);
    expect(early + inTime).toBe(COUNT);
  });

  it('repeats about as many as it was told', () => {
    const { arrivals, counts } = run({ duplicate: 0.1 });
    expect(arrivals.length - COUNT).toBe(counts.duplicated);
    expect(counts.duplicated / COUNT).toBeCloseTo(0.1, 1);
    expect(counts.duplicated).toBeGreaterThan(0);
  });

  it('flips one bit of a copy', () => {
    const { send, clock, arrived, link } = scene({ corrupt: 1 });
    const bytes = new Uint8Array(8);
    link.send(bytes, (spoiled) => arrived.push(spoiled));
    send('');
    clock.advance(0);
    const bits = [...(arrived[0] ?? [])]
      .map((byte) => byte.toString(2).replaceAll('0', ''))
      .join('');
    expect(bits).toBe('1');
    expect(Buffer.compare(bytes, new Uint8Array(8))).toBe(0);
    expect(link.counts.corrupted).toBe(1);
  });

  it('loses what is longer than the MTU', () => {
    const { log, send, clock, link } = scene({ mtuBytes: 3 });
    send('abc', 'abcd');
    clock.advance(0);
    expect(log).toEqual(['abc@0']);
    expect(link.counts).toMatchObject({ sent: 2, sentBytes: 7, delivered: 1, lost: 1 });
  });

  it('lets bytes in no faster than it was told', () => {
    const { log, send, clock } = scene({ bytesPerSecond: 1000, delayMs: 5 });
    send('0123456789', '01234');
    clock.advance(100);
    send('x');
    clock.advance(100);
    expect(log).toEqual(['0123456789@15', '01234@20', 'x@106']);
  });

  it('loses what does not fit the queue before the bottleneck', () => {
    const { log, send, clock } = scene({ bytesPerSecond: 1000, queueBytes: 10 });
    send('01234', '56789', '!');
    clock.advance(1);
    send('!');
    clock.advance(100);
    expect(log).toEqual(['01234@5', '56789@10', '!@11']);
  });

  it('loses everything while it is cut, and what was under way', () => {
    const { log, send, clock, link } = scene({ delayMs: 10 });
    send('under way');
    clock.advance(5);
    link.cut();
    expect(link.isCut).toBe(true);
    send('cut');
    clock.advance(50);
    link.heal();
    send('healed');
    clock.advance(50);
    expect(log).toEqual(['healed@65']);
    expect(link.counts).toMatchObject({ sent: 3, delivered: 1, lost: 2 });
  });

  it('goes on delivering after a receiver has thrown', () => {
    const { log, send, clock, link } = scene({ delayMs: 10 });
    link.send(new Uint8Array(1), () => {
      throw new Error('not mine');
    });
    send('next');
    expect(() => clock.advance(10)).toThrow('not mine');
    clock.advance(0);
    expect(log).toEqual(['next@10']);
  });

  it('has the faults it was altered to, and no other', () => {
    const { log, send, clock, link } = scene({ delayMs: 10 });
    link.alter({ loss: 1 });
    send('lost');
    link.alter({});
    send('fine');
    clock.advance(0);
    expect(log).toEqual(['fine@0']);
    expect(() => link.alter({ loss: 2 })).toThrow('loss');
  });

  it('does the same for the same seed and label, and else not', () => {
    const one = run(EVERYTHING, 1, 'a');
    expect(run(EVERYTHING, 1, 'a')).toEqual(one);
    expect(run(EVERYTHING, 2, 'a')).not.toEqual(one);
    expect(run(EVERYTHING, 1, 'b')).not.toEqual(one);
  });

  it('loses the same datagrams whatever else befalls them', () => {
    expect(survivors(EVERYTHING)).toEqual(survivors({ loss: EVERYTHING.loss }));
  });

  it('keeps account of every datagram', () => {
    const { counts, arrivals } = run({ ...EVERYTHING, bytesPerSecond: 3000, queueBytes: 50 });
    expect(counts.sent).toBe(COUNT);
    expect(counts.delivered).toBe(arrivals.length);
    expect(counts.sent + counts.duplicated).toBe(counts.delivered + counts.lost);
  });
});

interface Arrival {
  readonly index: number;
  readonly atMs: number;
  readonly text: string;
}

/** Sends one datagram a millisecond and returns how they arrive. */
function run(faults: DatagramFaults, seed = 7, label = 'link') {
  const clock = new VirtualClock();
  const link = new DatagramLink({ clock, seed, label, faults });
  const arrivals: Arrival[] = [];
  for (let index = 0; index < COUNT; index += 1) {
    link.send(Buffer.from(`${index}`), (bytes) => {
      arrivals.push({ index, atMs: clock.now(), text: Buffer.from(bytes).toString() });
    });
    clock.advance(1);
  }
  clock.advance(1000);
  return { arrivals, counts: link.counts };
}

function survivors(faults: DatagramFaults): number[] {
  const indexes = new Set(run(faults).arrivals.map(({ index }) => index));
  return [...indexes].toSorted((one, other) => one - other);
}

function overtaken(arrivals: readonly Arrival[]): number {
  return arrivals.filter(({ index }, at) => index < (arrivals[at - 1]?.index ?? 0)).length;
}

function scene(faults: DatagramFaults = {}) {
  const clock = new VirtualClock();
  const link = new DatagramLink({ clock, seed: 1, label: 'link', faults });
  const log: string[] = [];
  const arrived: Uint8Array[] = [];
  const send = (...texts: readonly string[]): void => {
    for (const text of texts) {
      link.send(Buffer.from(text), (bytes) =>
        log.push(`${Buffer.from(bytes).toString()}@${clock.now()}`),
      );
    }
  };
  return { clock, link, log, arrived, send };
}

const COUNT = 1000;
const EVERYTHING = {
  loss: 0.1,
  duplicate: 0.1,
  delayMs: 20,
  jitterMs: 20,
  reorder: 0.1,
  corrupt: 0.1,
} as const;
