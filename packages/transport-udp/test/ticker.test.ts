import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Ticker, type Ticking } from '../src/ticker.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('Ticker', () => {
  it('calls each member at each tick, by one timer', () => {
    const ticker = new Ticker(500);
    const [one, other] = [member(), member()];
    ticker.add(one);
    ticker.add(other);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1000);
    expect([one.ticks, other.ticks]).toEqual([2, 2]);
  });

  it('has no timer without members', () => {
    const ticker = new Ticker(500);
    const one = member();
    ticker.remove(one);
    ticker.add(one);
    ticker.remove(one);
    expect(jest.getTimerCount()).toBe(0);
    ticker.add(one);
    jest.advanceTimersByTime(500);
    expect(one.ticks).toBe(1);
  });

  it('does not mind members that leave during a tick', () => {
    const ticker = new Ticker(500);
    const other = member();
    const leaving: Ticking = {
      onTick: () => [leaving, other].forEach((one) => ticker.remove(one)),
    };
    ticker.add(leaving);
    ticker.add(other);
    jest.advanceTimersByTime(1000);
    expect(other.ticks).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });
});

function member() {
  return {
    ticks: 0,
    onTick() {
      this.ticks += 1;
    },
  };
}
