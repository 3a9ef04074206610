import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../src/seeded-random.ts';
import { resolveStreamFaults, type StreamFaults } from '../src/stream-faults.ts';
import { StreamSchedule } from '../src/stream-schedule.ts';

describe('StreamSchedule', () => {
  it('leaves pieces as they were read, unless told otherwise', () => {
    expect(pieces({}, 10)).toEqual([10]);
  });

  it('cuts pieces of the size it was told', () => {
    expect(pieces({ chunkBytes: 4 }, 10)).toEqual([4, 4, 2]);
  });

  it('cuts pieces of any size up to the one it was told, the same for the same seed', () => {
    const cut = pieces({ chunkBytes: { upTo: 5 } }, 1000);
    expect(pieces({ chunkBytes: { upTo: 5 } }, 1000)).toEqual(cut);
    expect(new Set(cut)).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(cut.reduce((sum, length) => sum + length)).toBe(1000);
  });

  it('delays each piece, with jitter, but keeps the order', () => {
    const arrivals = times({ delayMs: 10, jitterMs: 50 }, 1000);
    expect(arrivals).toEqual(arrivals.toSorted((one, other) => one - other));
    const waits = arrivals.map((atMs, index) => atMs - index);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60);
  });

  it('lets bytes in no faster than it was told', () => {
    expect(times({ bytesPerSecond: 5000 }, 3)).toEqual([20, 40, 60]);
  });

  it('lets everything behind a stalled piece wait', () => {
    const arrivals = times({ stall: { probability: 0.01, ms: 500 } }, 1000);
    const late = arrivals.findIndex((atMs, index) => atMs > index);
    expect(late).toBeGreaterThan(0);
    expect(arrivals.slice(late, late + 100)).toEqual(Array(100).fill(late + 500));
  });

  it('resets about as often as it was told', () => {
    const schedule = new StreamSchedule(seededRandom(1));
    const faults = resolveStreamFaults({ reset: 0.1 });
    const resets = Array.from({ length: 1000 }, () => schedule.resets(faults));
    const { length } = resets.filter(Boolean);
    expect(length / 1000).toBeCloseTo(0.1, 1);
    expect(length).toBeGreaterThan(0);
  });
});

function pieces(faults: StreamFaults, total: number): number[] {
  const schedule = new StreamSchedule(seededRandom(1));
  const cut: number[] = [];
  for (let rest = total; rest > 0; rest -= cut.at(-1)!) {
    cut.push(schedule.nextPiece(rest, resolveStreamFaults(faults)));
  }
  return cut;
}

/** When pieces of 100 bytes arrive, of which one goes in at each millisecond. */
function times(faults: StreamFaults, count: number): number[] {
  const schedule = new StreamSchedule(seededRandom(2));
  const resolved = resolveStreamFaults(faults);
  return Array.from({ length: count }, (_, nowMs) => schedule.arrival(nowMs, 100, resolved));
}
