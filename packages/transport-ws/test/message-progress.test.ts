import { describe, expect, it } from '@jest/globals';
import { LOOKS_PER_INTERVAL } from '../src/heartbeat.ts';
import { MessageProgress } from '../src/message-progress.ts';

describe('MessageProgress', () => {
  it('waits for ever for a message that has not begun', () => {
    const progress = new MessageProgress();
    for (let look = 0; look < 100; look += 1) expect(progress.look(0, 0, true)).toBe(true);
  });

  it('gives a message that trickles two intervals', () => {
    const progress = new MessageProgress();
    const verdicts = Array.from({ length: 2 * LOOKS_PER_INTERVAL + 2 }, (_, look) =>
      progress.look(look + 1, 0, true),
    );
    expect(verdicts.indexOf(false)).toBe(2 * LOOKS_PER_INTERVAL + 1);
  });

  it('waits as long as a large message brings enough', () => {
    const progress = new MessageProgress();
    for (let look = 1; look < 100; look += 1) {
      expect(progress.look(look * 16 * 1024, 0, true)).toBe(true);
    }
  });

  it('begins anew with each message, ping or pong that is complete', () => {
    const progress = new MessageProgress();
    for (let look = 1; look < 100; look += 1) expect(progress.look(look, look, true)).toBe(true);
  });

  it('says nothing of a peer while this end does not read', () => {
    const progress = new MessageProgress();
    for (let look = 1; look < 100; look += 1) expect(progress.look(look, 0, false)).toBe(true);
  });
});
