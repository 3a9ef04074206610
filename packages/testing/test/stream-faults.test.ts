import { describe, expect, it } from '@jest/globals';
import { resolveStreamFaults } from '../src/stream-faults.ts';

describe('resolveStreamFaults', () => {
  it('finds no fault by default', () => {
    expect(resolveStreamFaults({})).toEqual({
      delayMs: 0,
      jitterMs: 0,
      chunkBytes: false,
      bytesPerSecond: false,
      windowBytes: 262_144,
      stall: false,
      reset: 0,
    });
  });

  it('rejects what is out of its range, by name', () => {
    expect(() => resolveStreamFaults({ delayMs: Number.NaN })).toThrow('delayMs');
    expect(() => resolveStreamFaults({ jitterMs: -1 })).toThrow('jitterMs');
    expect(() => resolveStreamFaults({ chunkBytes: 0 })).toThrow('chunkBytes');
    expect(() => resolveStreamFaults({ chunkBytes: { upTo: 1.5 } })).toThrow('chunkBytes');
    expect(() => resolveStreamFaults({ bytesPerSecond: 0 })).toThrow('bytesPerSecond');
    expect(() => resolveStreamFaults({ windowBytes: 0 })).toThrow('windowBytes');
    expect(() => resolveStreamFaults({ stall: { probability: 2, ms: 1 } })).toThrow(
      'stall.probability',
    );
    expect(() => resolveStreamFaults({ stall: { probability: 1, ms: -1 } })).toThrow('stall.ms');
    expect(() => resolveStreamFaults({ reset: 2 })).toThrow('reset');
  });
});
