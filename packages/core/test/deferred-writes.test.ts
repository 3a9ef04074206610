import { describe, expect, it } from '@jest/globals';
import { type DeferredWriter, DeferredWrites } from '../src/deferred-writes.ts';
import type { Clock } from '../src/index.ts';

describe('DeferredWrites', () => {
  it('lets answers be written at once while few come in a turn, but for a look now and then', () => {
    const scene = new Scene();
    let deferred = 0;
    for (let turn = 0; turn < 5000; turn++) {
      for (let answer = 0; answer < 3; answer++) deferred += scene.defer('a') ? 1 : 0;
      scene.endTurn();
    }
    expect(deferred).toBeGreaterThan(0);
    expect(deferred).toBeLessThan(50);
  });

  it('has answers written in order at the end of a turn, when many came in the one before', () => {
    const scene = new Scene().makeBusy();
    expect(['a', 'b', 'c'].map((name) => scene.defer(name))).toEqual([true, true, true]);
    expect(scene.written).toEqual([]);
    scene.endTurn();
    expect(scene.written).toEqual(['a', 'b', 'c']);
  });

  it('stops after a turn in which few came', () => {
    const scene = new Scene().makeBusy();
    scene.defer('a');
    scene.endTurn();
    expect(scene.defer('b')).toBe(false);
  });

  it('has the first wait for no more than 16 others in a turn of over a millisecond', () => {
    const scene = new Scene().makeBusy();
    for (let answer = 1; answer <= 17; answer++) {
      scene.defer(`answer ${answer}`);
      scene.nowMs += 0.1;
    }
    expect(scene.written.slice(0, 1)).toEqual(['answer 1']);
  });

  it('has many wait in a turn of less than a millisecond', () => {
    const scene = new Scene().makeBusy();
    for (let answer = 1; answer <= 200; answer++) scene.defer(`answer ${answer}`);
    expect(scene.written).toEqual([]);
    scene.endTurn();
    expect(scene.written).toHaveLength(200);
  });

  it('puts off what a write leads to until the next turn ends', () => {
    const scene = new Scene().makeBusy();
    for (let answer = 0; answer < 15; answer++) scene.defer('early');
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
    for (let answer = 0; answer < 15; answer++) this.defer('answer');
    this.endTurn();
    this.written.length = 0;
    return this;
  }
}
