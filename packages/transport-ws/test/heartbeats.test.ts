import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@net/testing';
import { type Beating, Heartbeats } from '../src/heartbeats.ts';

class Counter implements Beating {
  beats = 0;

  onBeat(): void {
    this.beats += 1;
  }
}

describe('Heartbeats', () => {
  it('looks four times in each interval, at all with one timer', () => {
    const clock = new VirtualClock();
    const heartbeats = new Heartbeats(20_000, clock);
    const [one, other] = [new Counter(), new Counter()];
    heartbeats.add(one);
    heartbeats.add(other);
    expect(clock.timers).toBe(1);
    clock.advance(20_000);
    expect([one.beats, other.beats]).toEqual([4, 4]);
    expect(clock.timers).toBe(1);
  });

  it('looks once, not many times, after a stall', () => {
    const timers: (() => void)[] = [];
    const stalled = {
      after(_: number, run: () => void): () => void {
        timers.push(run);
        return () => {};
      },
    };
    const heartbeats = new Heartbeats(20_000, stalled);
    const counter = new Counter();
    heartbeats.add(counter);
    // However late it comes, what it sets up is one timer and no more.
    timers.shift()?.();
    expect(counter.beats).toBe(1);
    expect(timers).toHaveLength(1);
  });

  it('has no timer while there is nobody to look at', () => {
    const clock = new VirtualClock();
    const heartbeats = new Heartbeats(20_000, clock);
    const counter = new Counter();
    heartbeats.remove(counter);
    expect(clock.timers).toBe(0);
    heartbeats.add(counter);
    heartbeats.remove(counter);
    expect(clock.timers).toBe(0);
    heartbeats.add(counter);
    clock.advance(5000);
    expect(counter.beats).toBe(1);
  });

  it('has no timer when the last one leaves in the midst of a look', () => {
    const clock = new VirtualClock();
    const heartbeats = new Heartbeats(20_000, clock);
    const leaving: Beating = { onBeat: () => heartbeats.remove(leaving) };
    heartbeats.add(leaving);
    clock.advance(5000);
    expect(clock.timers).toBe(0);
  });

  it('never looks when it is turned off', () => {
    const clock = new VirtualClock();
    new Heartbeats(Infinity, clock).add(new Counter());
    expect(clock.timers).toBe(0);
  });

  it('does not keep a process alive', () => {
    const heartbeats = new Heartbeats(20_000);
    const counter = new Counter();
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    heartbeats.add(counter);
    const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    heartbeats.remove(counter);
    expect(after).toBe(before);
  });
});
