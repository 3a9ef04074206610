import { describe, expect, it } from '@jest/globals';
import { LossModel } from '../src/loss-model.ts';
import { seededRandom } from '../src/seeded-random.ts';

describe('LossModel', () => {
  it('loses nothing at 0 and everything at 1', () => {
    expect(run({ loss: 0, burst: false }, 100)).not.toContain(true);
    expect(run({ loss: 1, burst: false }, 100)).not.toContain(false);
  });

  it('loses about as many as it was told, one as likely as another', () => {
    const losses = run({ loss: 0.2, burst: false }, 20_000);
    expect(share(losses)).toBeCloseTo(0.2, 1);
    const next = losses.filter((_, index) => losses[index - 1]);
    expect(share(next)).toBeCloseTo(0.2, 1);
  });

  it('loses in bursts as long and as frequent as it was told', () => {
    const losses = run({ loss: 0, burst: { start: 0.02, end: 0.2 } }, 50_000);
    // In the bad state for start / (start + end) of the time, for 1 / end datagrams each time.
    expect(share(losses)).toBeCloseTo(0.02 / 0.22, 1);
    const next = losses.filter((_, index) => losses[index - 1]);
    expect(share(next)).toBeCloseTo(0.8, 1);
  });

  it('loses within and without bursts as told for each', () => {
    const losses = run({ loss: 0, burst: { start: 1, end: 0, loss: 0.5 } }, 10_000);
    expect(share(losses)).toBeCloseTo(0.5, 1);
    const others = run({ loss: 0.25, burst: { start: 0, end: 1 } }, 10_000);
    expect(share(others)).toBeCloseTo(0.25, 1);
  });
});

function run(faults: Parameters<LossModel['loses']>[0], count: number): boolean[] {
  const model = new LossModel(seededRandom(5));
  return Array.from({ length: count }, () => model.loses(faults));
}

function share(losses: readonly boolean[]): number {
  return losses.filter(Boolean).length / losses.length;
}
