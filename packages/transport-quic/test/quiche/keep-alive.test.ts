import { describe, expect, it } from '@jest/globals';
import { KeepAlive } from '../../src/quiche/keep-alive.ts';

describe('KeepAlive', () => {
  it('asks a silent peer for a sign of life', async () => {
    const session = { packetsReceived: 0, pings: 0, ping: () => void (session.pings += 1) };
    const keepAlive = new KeepAlive(session, 10);
    await ticks(50);
    keepAlive.stop();
    expect(session.pings).toBeGreaterThan(0);
  });

  it('leaves a peer alone that is heard', async () => {
    const session = { packetsReceived: 0, pings: 0, ping: () => void (session.pings += 1) };
    const talk = setInterval(() => (session.packetsReceived += 1), 1);
    const keepAlive = new KeepAlive(session, 40);
    await ticks(100);
    clearInterval(talk);
    keepAlive.stop();
    expect(session.pings).toBe(0);
  });

  it('asks nothing when told not to, or stopped', async () => {
    const session = { packetsReceived: 0, pings: 0, ping: () => void (session.pings += 1) };
    new KeepAlive(session, Infinity).stop();
    new KeepAlive(session, 5).stop();
    await ticks(30);
    expect(session.pings).toBe(0);
  });
});

/** Timers that are due meanwhile have fired when it resolves. */
function ticks(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
