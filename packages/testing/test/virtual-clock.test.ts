import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../src/virtual-clock.ts';

describe('VirtualClock', () => {
  it('stands still until it is advanced', async () => {
    const clock = new VirtualClock(1000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toBe(1000);
    clock.advance(250);
    expect(clock.now()).toBe(1250);
  });

  it('runs the timers that are due, in the order of their time', () => {
    const { clock, log, note } = logged();
    clock.after(30, note('c'));
    clock.after(10, note('a'));
    clock.after(20, note('b'));
    clock.after(31, note('never'));
    clock.advance(30);
    expect(log).toEqual(['a@10', 'b@20', 'c@30']);
    expect(clock.timers).toBe(1);
  });

  it('says when the next timer is due', () => {
    const clock = new VirtualClock(1000);
    expect(clock.nextAtMs).toBeUndefined();
    clock.after(30, () => {});
    const callOff = clock.after(10, () => {});
    expect(clock.nextAtMs).toBe(1010);
    callOff();
    expect(clock.nextAtMs).toBe(1030);
  });

  it('runs timers of equal times in the order of their making', () => {
    const { clock, log, note } = logged();
    for (const name of ['a', 'b', 'c', 'd']) clock.after(10, note(name));
    clock.advance(10);
    expect(log).toEqual(['a@10', 'b@10', 'c@10', 'd@10']);
  });

  it('runs timers that timers make, when they are due', () => {
    const { clock, log, note } = logged();
    clock.after(10, () => clock.after(5, note('inner')));
    clock.after(20, note('outer'));
    clock.advance(20);
    expect(log).toEqual(['inner@15', 'outer@20']);
  });

  it('calls off a timer', () => {
    const { clock, log, note } = logged();
    const callOff = clock.after(10, note('never'));
    clock.after(10, note('kept'));
    callOff();
    callOff();
    expect(clock.timers).toBe(1);
    clock.advance(10);
    callOff();
    expect(log).toEqual(['kept@10']);
  });

  it('runs a timer in the past at once when advanced by nothing', () => {
    const { clock, log, note } = logged();
    clock.after(-5, note('late'));
    expect(log).toEqual([]);
    clock.advance(0);
    expect(log).toEqual(['late@0']);
  });

  it('runs the end of a turn in a microtask, and the next turn after it', async () => {
    const { clock, log, note } = logged();
    clock.nextTurn(note('next'));
    clock.endOfTurn(note('end'));
    expect(log).toEqual([]);
    await Promise.resolve();
    expect(log).toEqual(['end@0']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['end@0', 'next@0']);
  });

  it('runs the end of a turn and the next one between timers', async () => {
    const { clock, log, note } = logged();
    clock.endOfTurn(note('before'));
    clock.after(10, () => {
      clock.nextTurn(note('next'));
      clock.endOfTurn(note('end'));
      note('timer')();
    });
    clock.after(20, note('last'));
    clock.advance(20);
    const expected = ['before@0', 'timer@10', 'end@10', 'next@10', 'last@20'];
    expect(log).toEqual(expected);
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(expected);
  });

  it('lets promise callbacks run between timers', async () => {
    const { clock, log, note } = logged();
    const pass = (ms: number): Promise<void> =>
      new Promise((resolve) => void clock.after(ms, resolve));
    const waits = async (): Promise<void> => {
      await pass(10);
      note('first')();
      await pass(10);
      note('second')();
    };
    const waiting = waits();
    clock.after(15, note('between'));
    await clock.advanceAsync(20);
    await waiting;
    expect(log).toEqual(['first@10', 'between@15', 'second@20']);
  });

  it('passes on what a timer throws, and can be advanced again', () => {
    const { clock, log, note } = logged();
    clock.after(10, () => {
      throw new Error('broken timer');
    });
    clock.after(20, note('next'));
    expect(() => clock.advance(30)).toThrow('broken timer');
    expect(clock.now()).toBe(10);
    clock.advance(10);
    expect(log).toEqual(['next@20']);
  });

  it('rejects a time that is none', () => {
    const clock = new VirtualClock();
    expect(() => clock.after(Number.NaN, () => {})).toThrow(TypeError);
    expect(() => clock.advance(-1)).toThrow(TypeError);
    expect(() => clock.advance(Infinity)).toThrow(TypeError);
  });

  it('rejects an advance within another', async () => {
    const clock = new VirtualClock();
    clock.after(1, () => clock.advance(1));
    expect(() => clock.advance(1)).toThrow('advanced already');
    const advancing = clock.advanceAsync(1);
    expect(() => clock.advance(1)).toThrow('advanced already');
    await advancing;
  });

  it('rejects turns that go on for ever', () => {
    const clock = new VirtualClock();
    let isOver = false;
    const again = (): void => {
      if (!isOver) clock.nextTurn(again);
    };
    clock.after(1, again);
    expect(() => clock.advance(1)).toThrow('10000 turns have passed without any time');
    isOver = true;
  });
});

function logged(): { clock: VirtualClock; log: string[]; note: (name: string) => () => void } {
  const clock = new VirtualClock();
  const log: string[] = [];
  return { clock, log, note: (name) => () => void log.push(`${name}@${clock.now()}`) };
}
