import { describe, expect, it } from '@jest/globals';
import { resolveDatagramFaults } from '../src/datagram-faults.ts';

describe('resolveDatagramFaults', () => {
  it('finds no fault by default', () => {
    expect(resolveDatagramFaults({})).toEqual({
      loss: 0,
      burst: false,
      duplicate: 0,
      delayMs: 0,
      jitterMs: 0,
      reorder: 0,
      corrupt: 0,
      mtuBytes: 65_507,
      bytesPerSecond: false,
      queueBytes: 65_536,
    });
  });

  it('rejects what is out of its range, by name', () => {
    expect(() => resolveDatagramFaults({ loss: 1.5 })).toThrow('loss');
    expect(() => resolveDatagramFaults({ delayMs: -1 })).toThrow('delayMs');
    expect(() => resolveDatagramFaults({ jitterMs: Infinity })).toThrow('jitterMs');
    expect(() => resolveDatagramFaults({ mtuBytes: 0 })).toThrow('mtuBytes');
    expect(() => resolveDatagramFaults({ bytesPerSecond: 0 })).toThrow('bytesPerSecond');
    expect(() => resolveDatagramFaults({ burst: { start: 2, end: 1 } })).toThrow('burst.start');
    expect(() => resolveDatagramFaults({ burst: { start: 1, end: 1, loss: -1 } })).toThrow(
      'burst.loss',
    );
  });

  it('rejects reordering without a delay that could be skipped', () => {
    expect(() => resolveDatagramFaults({ reorder: 0.1 })).toThrow('delayMs');
    expect(resolveDatagramFaults({ reorder: 0.1, jitterMs: 1 }).reorder).toBe(0.1);
  });
});
