import { describe, expect, it } from '@jest/globals';
import { type DeferredWriter, DeferredWrites } from '../src/deferred-writes.ts';
import type { Clock } from '../src/index.ts';

describe('DeferredWrites', () => {
  it('lets few writes in a turn go at once, but for a look now and then', () => {
    const scene = new Scene();
    let deferred = 0;
    for (let turn = 0; turn < 5000; turn++) {
      for (let count = 0; count < 3; count++) deferred += scene.defer('a') ? 1 : 0;
      scene.endTurn();
    }
    expect(deferred).toBeGreaterThan(0);
    expect(deferred).toBeLessThan(50);
  });

  it('has them written in order at the end of a turn, when there were many in the one before', () => {
    const scene = new Scene().makeBusy();
    expect(['a', 'b', 'c'].map((name) => scene.defer(name))).toEqual([true, true, true]);
    expect(scene.written).toEqual([]);
    scene.endTurn();
    expect(scene.written).toEqual(['a', 'b', 'c']);
  });

  it('stops after a turn with few', () => {
    const scene = new Scene().makeBusy();
    scene.defer('a');
    scene.endTurn();
    expect(scene.defer('b')).toBe(false);
  });

  it('has the first wait for no more than 16 others in a turn of over a millisecond', () => {
    const scene = new Scene().makeBusy();
    for (let index = 1; index <= 17; index++) {
      scene.defer(`write ${index}`);
      scene.nowMs += 0.1;
    }
    expect(scene.written.slice(0, 1)).toEqual(['write 1']);
  });

  it('has many wait in a turn of less than a millisecond', () => {
    const scene = new Scene().makeBusy();
    for (let index = 1; index <= 200; index++) scene.defer(`write ${index}`);
    expect(scene.written).toEqual([]);
    scene.endTurn();
    expect(scene.written).toHaveLength(200);
  });

  it('puts off what a write leads to until the next turn ends', () => {
    const scene = new Scene().makeBusy();
    for (let count = 0; count < 15; count++) scene.defer('early');
    scene.writes.defer({ writeDeferred: () => void scene.defer('late') });
    scene.endTurn();
    expect(scene.written).not.toContain('late');
    scene.endTurn();
    expect(scene.written.at(-1)).toBe('late');
  });
});

/** Turns that end when they are told to. */
class Scene implements Pick<Clock, 'now' | 'nextTurn'> {
  nowMs = 0;
  readonly written: string[] = [];
  readonly writes = new DeferredWrites(this);
  #ends: (() => void)[] = [];

  now(): number {
    return this.nowMs;
  }

  nextTurn(run: () => void): void {
    this.#ends.push(run);
  }

  endTurn(): void {
    for (const run of this.#ends.splice(0)) run();
  }

  defer(name: string): boolean {
    const writer: DeferredWriter = { writeDeferred: () => void this.written.push(name) };
    return this.writes.defer(writer);
  }

  /** End a turn in which many answers came. */
  makeBusy(): this {
    while (!this.defer('look'));
    for (let count = 0; count < 15; count++) this.defer('one');
    this.endTurn();
    this.written.length = 0;
    return this;
  }
}
