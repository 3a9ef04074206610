import { describe, expect, it } from '@jest/globals';
import { Liveness, type LivenessRules, type Quiet } from '../src/liveness.ts';

const RULES = { expiryTicks: 30, keepAliveTicks: 8, isPlain: false };

describe('Liveness', () => {
  it('asks at each eighth tick of silence, and gives up after the thirtieth', () => {
    const { liveness } = create(RULES);
    const verdicts = Array.from({ length: 31 }, () => liveness.tick());
    const asked = verdicts.flatMap((verdict, tick) => (verdict === 'ping' ? [tick + 1] : []));
    expect(asked).toEqual(expect.arrayContaining([8, 16, 24]));
    expect(verdicts.indexOf('expire')).toBe(30);
  });

  it('keeps a peer for ever that answers', () => {
    const { peer, liveness } = create(RULES);
    let pings = 0;
    for (let tick = 0; tick < 800; tick++) {
      const verdict = liveness.tick();
      expect(verdict).not.toBe('expire');
      if (verdict !== 'ping') continue;
      pings += 1;
      peer.ticksSinceHeard = 0;
      peer.ticksSinceSent = 0;
    }
    expect(pings).toBe(100);
  });

  it('shows itself to a peer that sends all the time', () => {
    const { peer, liveness } = create(RULES);
    const verdicts = Array.from({ length: 8 }, () => {
      peer.ticksSinceHeard = 0;
      return liveness.tick();
    });
    expect(verdicts.at(-1)).toBe('ping');
    expect(verdicts.slice(0, -1)).toEqual(Array(7).fill(undefined));
  });

  it('asks a silent peer although it sends to it all the time', () => {
    const { peer, liveness } = create(RULES);
    const verdicts = Array.from({ length: 8 }, () => {
      peer.ticksSinceSent = 0;
      return liveness.tick();
    });
    expect(verdicts.at(-1)).toBe('ping');
  });

  it('asks nobody when told so, and lets an idle session expire', () => {
    const { liveness } = create({ ...RULES, keepAliveTicks: Infinity });
    const verdicts = Array.from({ length: 31 }, () => liveness.tick());
    expect(verdicts).toEqual([...Array<undefined>(30).fill(undefined), 'expire']);
  });

  it('gives a suspected peer three ticks, and asks at each', () => {
    const { liveness } = create({ ...RULES, keepAliveTicks: Infinity });
    liveness.tick();
    liveness.suspect();
    expect([liveness.tick(), liveness.tick(), liveness.tick()]).toEqual(['ping', 'ping', 'expire']);
  });

  it('gives it no more time for being suspected again', () => {
    const { liveness } = create(RULES);
    liveness.suspect();
    liveness.tick();
    liveness.suspect();
    liveness.tick();
    liveness.suspect();
    expect(liveness.tick()).toBe('expire');
  });

  it('trusts a suspected peer again that is heard', () => {
    const { peer, liveness } = create({ ...RULES, keepAliveTicks: Infinity });
    liveness.suspect();
    expect(liveness.tick()).toBe('ping');
    peer.ticksSinceHeard = 0;
    const verdicts = Array.from({ length: 30 }, () => liveness.tick());
    expect(verdicts).toEqual(Array(30).fill(undefined));
  });

  it('takes sending to a plain peer for life, and never asks it', () => {
    const { peer, liveness } = create({ ...RULES, isPlain: true });
    for (let tick = 0; tick < 100; tick++) {
      expect(liveness.tick()).toBeUndefined();
      peer.ticksSinceSent = 0;
    }
    const verdicts = Array.from({ length: 31 }, () => liveness.tick());
    expect(verdicts).toEqual([...Array<undefined>(30).fill(undefined), 'expire']);
  });
});

function create(rules: LivenessRules): { peer: Quiet; liveness: Liveness } {
  const peer = { ticksSinceHeard: 0, ticksSinceSent: 0 };
  return { peer, liveness: new Liveness(peer, rules) };
}
