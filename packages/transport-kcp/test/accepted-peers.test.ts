import { describe, expect, it } from '@jest/globals';
import { VirtualClock, VirtualNetwork } from '@net/testing';
import { AcceptedPeers } from '../src/accepted-peers.ts';
import { LinkWarning } from '../src/link-warning.ts';
import type { KcpOptions } from '../src/options.ts';
import { resolveOptions } from '../src/resolve-options.ts';
import { VirtualPort } from './support/virtual-port.ts';
import { End } from './support/world.ts';

const PEER = { address: '10.0.0.2', port: 2 };
const START = { conv: 7, peer: PEER, isDialled: false };

function scene(options: KcpOptions = {}): {
  clock: VirtualClock;
  peers: AcceptedPeers;
  ends: End[];
  changes: number[];
} {
  const clock = new VirtualClock();
  const settings = resolveOptions({ clock, ...options });
  const port = new VirtualPort(new VirtualNetwork({ clock }), { address: '10.0.0.1', port: 1 });
  const ends: End[] = [];
  const changes: number[] = [];
  const peers: AcceptedPeers = new AcceptedPeers({
    settings,
    port,
    open: (connection) => {
      const end = new End(connection, clock);
      ends.push(end);
      return end;
    },
    warning: new LinkWarning(settings.session.layer.cipher, settings.logger),
    onChange: () => void changes.push(peers.open),
  });
  return { clock, peers, ends, changes };
}

describe('AcceptedPeers', () => {
  it('opens a session, and finds it by its peer', () => {
    const { peers, ends } = scene();
    const accepted = peers.accept(START);
    expect(peers.get({ ...PEER })).toBe(accepted);
    expect([peers.open, peers.size, ends.length]).toEqual([1, 1, 1]);
    expect(ends[0]?.connection).toMatchObject({
      remote: 'kcp://10.0.0.2:2',
      local: 'kcp://10.0.0.1:1',
    });
  });

  it('refuses what the limits do not allow', () => {
    const { peers } = scene({ maxSessions: 1 });
    peers.accept(START);
    expect(peers.accept({ ...START, peer: { ...PEER, port: 3 } })).toBeUndefined();
  });

  it('does not open a session again that has just ended', () => {
    const { clock, peers, ends } = scene();
    peers.accept(START);
    ends[0]?.connection.abort();
    clock.advance(6000);
    expect([peers.open, peers.size]).toEqual([0, 0]);
    expect(peers.accept(START)).toBeUndefined();
    expect(peers.accept({ ...START, conv: 8 })).toBeDefined();
    clock.advance(61_000);
    expect(peers.accept({ ...START, peer: { ...PEER, port: 4 } })).toBeDefined();
  });

  it('forgets those that linger when told to', () => {
    const { clock, peers, ends, changes } = scene();
    peers.accept(START);
    ends[0]?.connection.abort();
    clock.advance(10);
    expect([peers.open, peers.size]).toEqual([0, 1]);
    peers.forgetLingering();
    expect([peers.size, changes]).toEqual([0, [0, 0]]);
  });
});
