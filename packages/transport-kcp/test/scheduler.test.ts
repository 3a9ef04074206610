import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '@net/testing';
import { Scheduler, type Task } from '../src/scheduler.ts';

class Recorder implements Task {
  queuedMs = Infinity;
  queueIndex = 0;
  isWaiting = false;
  dueMs = Infinity;
  wantsTurnEnd = false;
  readonly log: string[] = [];

  onDue(nowMs: number): void {
    this.log.push(`due ${nowMs}`);
    this.dueMs = Infinity;
  }

  onTurnEnd(nowMs: number): void {
    this.log.push(`turn ${nowMs}`);
    this.wantsTurnEnd = false;
  }
}

describe('Scheduler', () => {
  it('runs a task when it is due, with one timer for all', () => {
    const clock = new VirtualClock();
    const scheduler = new Scheduler(clock);
    const [one, other] = [new Recorder(), new Recorder()];
    one.dueMs = 20;
    other.dueMs = 10;
    for (const task of [one, other]) scheduler.touch(task);
    expect(clock.timers).toBe(1);
    clock.advance(30);
    expect([one.log, other.log, clock.timers]).toEqual([['due 20'], ['due 10'], 0]);
  });

  it('runs a task once at the end of the turn, however often it is touched', () => {
    const clock = new VirtualClock();
    const scheduler = new Scheduler(clock);
    const task = new Recorder();
    task.wantsTurnEnd = true;
    for (let count = 0; count < 3; count += 1) scheduler.touch(task);
    clock.advance(0);
    expect(task.log).toEqual(['turn 0']);
  });

  it('does not run a task early that has become due later', () => {
    const clock = new VirtualClock();
    const scheduler = new Scheduler(clock);
    const task = new Recorder();
    task.dueMs = 10;
    scheduler.touch(task);
    task.dueMs = 50;
    scheduler.touch(task);
    clock.advance(49);
    expect(task.log).toEqual([]);
    clock.advance(1);
    expect(task.log).toEqual(['due 50']);
  });

  it('takes a breath between the runs of a task that is always due', () => {
    const clock = new VirtualClock();
    const scheduler = new Scheduler(clock);
    const task = new Recorder();
    task.onDue = (nowMs) => void task.log.push(`due ${nowMs}`);
    task.dueMs = 0;
    scheduler.touch(task);
    clock.advance(3);
    expect(task.log).toEqual(['due 0', 'due 1', 'due 2', 'due 3']);
  });

  it('forgets a task that is removed', () => {
    const clock = new VirtualClock();
    const scheduler = new Scheduler(clock);
    const task = new Recorder();
    task.dueMs = 10;
    scheduler.touch(task);
    scheduler.remove(task);
    clock.advance(100);
    expect(task.log).toEqual([]);
  });
});
