import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CallRing } from '../src/call-ring.ts';

describe('CallRing', () => {
  it('finds nothing at first', () => {
    const ring = new CallRing();
    expect([ring.size, ring.get(0), ring.get(0x80000000), ring.values()]).toEqual([
      0,
      undefined,
      undefined,
      [],
    ]);
  });

  it('finds what was added by its id, and by no other', () => {
    const ring = new CallRing();
    ring.reserve();
    ring.add({ id: 7 });
    expect([ring.get(7), ring.get(7 + 16), ring.get(8)]).toEqual([{ id: 7 }, undefined, undefined]);
  });

  it('tells ids of 32 bits apart', () => {
    const ring = new CallRing();
    for (const id of [0xfffffffe, 0x80000000, 1]) {
      ring.reserve();
      ring.add({ id });
    }
    expect([0xfffffffe, 0x80000000, 1].map((id) => ring.get(id)?.id)).toEqual([
      0xfffffffe, 0x80000000, 1,
    ]);
    expect(ring.get(-2)).toBeUndefined();
  });

  it('has no place for an id where another waits', () => {
    const ring = new CallRing();
    ring.reserve();
    ring.add({ id: 3 });
    expect([3, 3 + 16, 4].map((id) => ring.hasPlaceFor(id))).toEqual([false, false, true]);
  });

  it('makes a place for one who asks for long', () => {
    const ring = new CallRing();
    ring.reserve();
    ring.add({ id: 3 });
    let tries = 1;
    while (!ring.hasPlaceFor(3 + 16)) tries++;
    expect(tries).toBeLessThan(20);
    expect(ring.get(3)).toEqual({ id: 3 });
  });

  it('behaves like a map, whatever is done', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(60)), { maxLength: 200 }), (steps) => {
        const [ring, model] = [new CallRing<{ id: number }>(), new Map<number, { id: number }>()];
        for (const [isAdded, id] of steps) step(ring, model, isAdded, id);
        assert.deepEqual(new Set(ring.values()), new Set(model.values()));
      }),
    );
  });
});

type Call = { readonly id: number };

function step(ring: CallRing<Call>, model: Map<number, Call>, isAdded: boolean, id: number): void {
  ring.reserve();
  const known = ring.get(id);
  assert.equal(known, model.get(id));
  if (isAdded && ring.hasPlaceFor(id)) {
    const call = { id };
    ring.add(call);
    model.set(id, call);
  } else if (!isAdded && known !== undefined) {
    ring.remove(known);
    model.delete(id);
  }
  assert.equal(ring.size, model.size);
}
