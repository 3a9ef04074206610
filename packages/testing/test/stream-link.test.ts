import { describe, expect, it } from '@jest/globals';
import { StreamLink } from '../src/stream-link.ts';

describe('StreamLink', () => {
  it('tells its pipes of a heal, until they call it off', () => {
    const link = new StreamLink({});
    let heals = 0;
    const callOff = link.onHeal(() => (heals += 1));
    link.cut();
    expect(link.isCut).toBe(true);
    link.heal();
    expect(link.isCut).toBe(false);
    callOff();
    link.heal();
    expect(heals).toBe(1);
  });

  it('has the faults it was altered to, and no other', () => {
    const link = new StreamLink({ delayMs: 5 });
    link.alter({ jitterMs: 7 });
    expect(link.faults).toMatchObject({ delayMs: 0, jitterMs: 7 });
    expect(() => link.alter({ delayMs: -1 })).toThrow('delayMs');
    expect(() => new StreamLink({ reset: 2 })).toThrow('reset');
  });
});
