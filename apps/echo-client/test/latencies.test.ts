import { describe, expect, it } from '@jest/globals';
import { Latencies } from '../src/latencies.ts';

function latenciesOf(...samples: readonly number[]): Latencies {
  const latencies = new Latencies(samples.length + 5);
  for (const ms of samples) latencies.add(ms);
  return latencies;
}

describe('Latencies', () => {
  it('is 0 throughout without a sample', () => {
    expect(latenciesOf().percentiles([0, 0.5, 1])).toEqual([0, 0, 0]);
  });

  it('counts its samples, not its capacity', () => {
    expect(latenciesOf(1, 2, 3).count).toBe(3);
  });

  it('gives what a share of the samples did not exceed, whatever their order', () => {
    const samples = Array.from({ length: 1000 }, (_, index) => 1000 - index);
    expect(latenciesOf(...samples).percentiles([0.5, 0.99, 0.999, 1])).toEqual([
      500, 990, 999, 1000,
    ]);
  });

  it('sorts by number', () => {
    expect(latenciesOf(10, 9, 100).percentiles([0.01, 0.5, 1])).toEqual([9, 10, 100]);
  });
});
