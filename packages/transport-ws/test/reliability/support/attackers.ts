import { type RawPeer, upgradeRequest } from '../../support/raw-peer.ts';
import type { Scene } from '../../support/scene.ts';

/** The header that asks for `net.batch`. */
export const BATCH = 'Sec-WebSocket-Protocol: net.batch';

/** So many WebSockets, opened by hand with these headers, a few at a time. */
export async function openMany(
  scene: Scene,
  address: string,
  count: number,
  headers: readonly string[] = [],
): Promise<RawPeer[]> {
  const peers: RawPeer[] = [];
  while (peers.length < count) {
    const missing = Math.min(AT_ONCE, count - peers.length);
    const opening = Array.from({ length: missing }, () => open(scene, address, headers));
    peers.push(...(await Promise.all(opening)));
  }
  return peers;
}

async function open(scene: Scene, address: string, headers: readonly string[]): Promise<RawPeer> {
  const peer = await scene.ask(address, upgradeRequest('/', headers));
  const head = await peer.untilHead();
  if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`not upgraded: ${head}`);
  return peer;
}

/** Fewer than the backlog of a listening socket. */
const AT_ONCE = 100;
