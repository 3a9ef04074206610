import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Alarm } from '../src/alarm.ts';
import { Timers } from '../src/timers.ts';

describe('Alarm', () => {
  it('rings once', () => {
    const { clock, alarm, rings } = subject();
    alarm.set(100);
    clock.advance(50);
    expect(rings).toHaveLength(0);
    clock.advance(1000);
    expect(rings).toHaveLength(1);
  });

  it('rings at the new time when it is set again', () => {
    const { clock, alarm, rings } = subject();
    alarm.set(100);
    alarm.set(500);
    clock.advance(450);
    expect(rings).toHaveLength(0);
    clock.advance(100);
    expect(rings).toHaveLength(1);
  });

  it('does not ring once it is cleared', () => {
    const { clock, alarm, rings } = subject();
    alarm.clear();
    alarm.set(100);
    alarm.clear();
    clock.advance(1000);
    expect(rings).toHaveLength(0);
  });
});

function subject() {
  const clock = new VirtualClock(1000);
  const rings: number[] = [];
  return { clock, rings, alarm: new Alarm(Timers.of(clock), (nowMs) => rings.push(nowMs)) };
}
