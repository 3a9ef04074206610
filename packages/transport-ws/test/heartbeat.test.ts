import { describe, expect, it } from '@jest/globals';
import { Heartbeat, LOOKS_PER_INTERVAL } from '../src/heartbeat.ts';

describe('Heartbeat', () => {
  it('asks a silent peer after one interval, once, and gives it up after two', () => {
    const heartbeat = new Heartbeat();
    heartbeat.look(100, true);
    const pulses = Array.from({ length: 2 * LOOKS_PER_INTERVAL + 1 }, () =>
      heartbeat.look(100, true),
    );
    const expected = Array.from({ length: 2 * LOOKS_PER_INTERVAL + 1 }, () => 'alive');
    expected[LOOKS_PER_INTERVAL - 1] = 'ping';
    expected[2 * LOOKS_PER_INTERVAL] = 'dead';
    expect(pulses).toEqual(expected);
  });

  it('takes any byte for life', () => {
    const heartbeat = new Heartbeat();
    for (let bytes = 0; bytes < 100; bytes += 1) {
      for (let look = 1; look < LOOKS_PER_INTERVAL; look += 1) {
        expect(heartbeat.look(bytes, true)).toBe('alive');
      }
    }
  });

  it('starts anew when reading was held up', () => {
    const heartbeat = new Heartbeat();
    for (let look = 0; look < 100; look += 1) expect(heartbeat.look(5, false)).toBe('alive');
    for (let look = 1; look < LOOKS_PER_INTERVAL; look += 1) {
      expect(heartbeat.look(5, true)).toBe('alive');
    }
    expect(heartbeat.look(5, true)).toBe('ping');
  });
});
