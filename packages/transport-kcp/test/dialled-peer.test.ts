import { describe, expect, it } from '@jest/globals';
import { VirtualClock, VirtualNetwork } from '@net/testing';
import { DialledPeer } from '../src/dialled-peer.ts';
import type { KcpOptions } from '../src/options.ts';
import { resolveOptions } from '../src/resolve-options.ts';
import { VirtualPort } from './support/virtual-port.ts';

const PEER = { address: '10.0.0.1', port: 1000 };

function scene(options: KcpOptions = {}): {
  clock: VirtualClock;
  port: VirtualPort;
  peer: DialledPeer;
  outcome: () => unknown;
} {
  const clock = new VirtualClock();
  const port = new VirtualPort(
    new VirtualNetwork({ clock }),
    { address: '10.0.0.2', port: 2 },
    true,
  );
  const peer = new DialledPeer(resolveOptions({ clock, ...options }), port, PEER);
  let outcome: unknown;
  peer.established.catch((error: unknown) => {
    outcome = error;
  });
  return { clock, port, peer, outcome: () => outcome };
}

describe('DialledPeer', () => {
  it.each<[string, KcpOptions]>([
    ['greets', {}],
    ['asks for a token', { security: 'token' }],
  ])('%s again and again, with growing waits', (_, options) => {
    const { clock, port, peer } = scene(options);
    peer.start();
    clock.advance(1000);
    expect(port.sent).toHaveLength(4);
  });

  it.each<[string, KcpOptions]>([
    ['compatible', {}],
    ['token', { security: 'token' }],
  ])('fails when the system says that nobody listens (%s)', async (_, options) => {
    const { clock, port, peer, outcome } = scene(options);
    peer.start();
    peer.onRefused();
    await clock.advanceAsync(10_000);
    expect(outcome()).toMatchObject({ code: 'CONNECTION_REFUSED' });
    expect([port.isClosed, clock.timers]).toEqual([true, 0]);
  });

  it('goes on asking for longer than a session may be idle', () => {
    const { clock, port, peer } = scene({ idleTimeoutMs: 2000 });
    peer.start();
    clock.advance(5000);
    const sentBefore = port.sent?.length ?? 0;
    clock.advance(5000);
    expect((port.sent?.length ?? 0) - sentBefore).toBeGreaterThanOrEqual(5);
  });

  it('gives up with the reason it is given, once', async () => {
    const { clock, peer, outcome } = scene();
    peer.start();
    peer.fail('no more time');
    peer.fail('late');
    await clock.advanceAsync(10);
    expect(outcome()).toBe('no more time');
  });
});
