import { describe, expect, it } from '@jest/globals';
import { PeerWindow } from '../src/peer-window.ts';

describe('PeerWindow', () => {
  it('asks nothing of a peer that has room', () => {
    const peer = new PeerWindow(32, 500);
    peer.probe(0);
    expect(peer).toMatchObject({ owesAsk: false, waitMs: 0 });
  });

  it('asks a peer without room after the first wait, then half as long again each time', () => {
    const peer = new PeerWindow(0, 500);
    peer.probe(1000);
    peer.probe(1499);
    expect(peer).toMatchObject({ owesAsk: false, probeTs: 1500 });
    peer.probe(1500);
    expect(peer).toMatchObject({ owesAsk: true, waitMs: 750, probeTs: 2250 });
  });

  it('waits two minutes at most', () => {
    const peer = new PeerWindow(0, 100_000);
    peer.probe(0);
    peer.probe(100_000);
    expect(peer.waitMs).toBe(120_000);
  });

  it('begins anew once the peer has had room', () => {
    const peer = new PeerWindow(0, 500);
    peer.probe(0);
    peer.segments = 1;
    peer.probe(600);
    expect(peer).toMatchObject({ owesAsk: false, waitMs: 0, probeTs: 0 });
  });
});
