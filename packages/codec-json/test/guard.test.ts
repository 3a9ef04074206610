import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import fc from 'fast-check';
import { checkShape, mayExceed, type ShapeLimits } from '../src/guard.ts';

interface Shape {
  readonly depth: number;
  readonly nodes: number;
}

/** The same measures, taken from the value the slow and obvious way. */
function shapeOf(value: unknown): Shape {
  if (typeof value !== 'object' || value === null) return { depth: 0, nodes: 1 };
  const children = Object.values(value).map(shapeOf);
  const keys = Array.isArray(value) ? 0 : children.length;
  return {
    depth: 1 + Math.max(0, ...children.map(({ depth }) => depth)),
    nodes: 1 + keys + children.reduce((sum, { nodes }) => sum + nodes, 0),
  };
}

function refusal(text: string, limits: ShapeLimits): string | undefined {
  try {
    checkShape(Buffer.from(text), limits);
    return undefined;
  } catch (error) {
    return error instanceof NetError ? error.code : String(error);
  }
}

function mixed(arrays: number, objects: number): string {
  return '{"":'.repeat(objects) + '['.repeat(arrays) + ']'.repeat(arrays) + '}'.repeat(objects);
}

function writtenAs(value: unknown): string[] {
  return [JSON.stringify(value), JSON.stringify(value, undefined, '\t ')];
}

const nothing = { maxDepth: Infinity, maxNodes: Infinity };

describe('checkShape', () => {
  it('counts depth and nodes of any value exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const { depth, nodes } = shapeOf(value);
        for (const text of writtenAs(value)) {
          expect(refusal(text, { maxDepth: depth, maxNodes: nodes })).toBeUndefined();
          expect(refusal(text, { ...nothing, maxNodes: nodes - 1 })).toBe('NODES_EXCEEDED');
          const tooDeep = depth === 0 ? undefined : 'DEPTH_EXCEEDED';
          expect(refusal(text, { ...nothing, maxDepth: depth - 1 })).toBe(tooDeep);
        }
      }),
    );
  });

  it('ends on a string that does not', () => {
    for (const text of ['', '"', '"\\', '["a\\"', '[ ', '{"a":"\\u00']) {
      expect(refusal(text, { maxDepth: 4, maxNodes: 4 })).toBeUndefined();
    }
  });

  it('scans a million levels without recursion', () => {
    expect(refusal('['.repeat(1_000_000), nothing)).toBeUndefined();
    const limits = { ...nothing, maxDepth: 999_999 };
    expect(refusal('['.repeat(1_000_000), limits)).toBe('DEPTH_EXCEEDED');
  });

  it('takes time in proportion to hostile bytes', () => {
    const hostile = ['"\\"', '[ ', '\\', '[],', '"":', ' '];
    for (const part of hostile) {
      const bytes = Buffer.alloc(1024 * 1024, part);
      const startMs = performance.now();
      checkShape(bytes, nothing);
      expect(performance.now() - startMs).toBeLessThan(500);
    }
  });
});

describe('mayExceed', () => {
  it('never misses a value over a limit', () => {
    const limits = fc.record({ maxDepth: fc.nat(8), maxNodes: fc.nat(40) });
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 9 }), limits, (value, bounds) => {
        const { depth, nodes } = shapeOf(value);
        for (const text of writtenAs(value)) {
          const isOver = depth > bounds.maxDepth || nodes > bounds.maxNodes;
          expect(isOver && !mayExceed(text, bounds)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('finds the shortest text over the depth, of arrays, of objects and mixed', () => {
    const limits = { maxDepth: 64, maxNodes: 1000 };
    for (let objects = 0; objects < 65; objects++) {
      expect(mayExceed(mixed(65 - objects, objects), limits)).toBe(true);
    }
    expect(mayExceed(`${'{"":'.repeat(64)}{}${'}'.repeat(64)}`, limits)).toBe(true);
  });

  it('lets small and flat texts pass without a scan', () => {
    const limits = { maxDepth: 64, maxNodes: 100_000 };
    expect(mayExceed('', limits)).toBe(false);
    expect(mayExceed(JSON.stringify({ a: 'x'.repeat(10_000), b: [1, 2, 3] }), limits)).toBe(false);
  });
});
