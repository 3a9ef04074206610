import { describe, expect, it } from '@jest/globals';
import { RttEstimator } from '../src/rtt-estimator.ts';

describe('RttEstimator', () => {
  it('waits 200 ms before anything was measured', () => {
    expect(new RttEstimator({ behavior: 'go', intervalMs: 10, nodelay: 1 }).rtoMs).toBe(200);
  });

  it('begins with the first sample and half of it', () => {
    const rtt = new RttEstimator({ behavior: 'c', intervalMs: 10, nodelay: 1 });
    rtt.add(101);
    expect(rtt).toMatchObject({ smoothedMs: 101, variationMs: 50, rtoMs: 301 });
  });

  it('smooths with whole numbers, as ikcp.c', () => {
    const rtt = new RttEstimator({ behavior: 'c', intervalMs: 10, nodelay: 1 });
    rtt.add(100);
    rtt.add(205);
    expect(rtt).toMatchObject({ smoothedMs: 113, variationMs: 63 });
  });

  it('gives a sample far below the others an eighth of its weight, as kcp-go', () => {
    const rtt = new RttEstimator({ behavior: 'go', intervalMs: 10, nodelay: 1 });
    rtt.add(1000);
    rtt.add(100);
    expect(rtt).toMatchObject({ smoothedMs: 887, variationMs: 512 });
  });

  it('waits no less than the interval on top, no less than the minimum, and a minute at most', () => {
    const rtt = new RttEstimator({ behavior: 'go', intervalMs: 10, nodelay: 1 });
    rtt.add(1);
    expect(rtt.rtoMs).toBe(30);
    const slow = new RttEstimator({ behavior: 'go', intervalMs: 5000, nodelay: 1 });
    slow.add(1);
    expect(slow.rtoMs).toBe(5001);
    slow.add(10_000_000);
    expect(slow.rtoMs).toBe(60_000);
  });
});
