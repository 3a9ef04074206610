import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import { CertificateAuthority } from '@net/testing';
import { ws } from '../src/index.ts';
import { upgradeRequest } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };

describe('PendingConnections', () => {
  it.each(['ws', 'wss'])('closes at once who comes on top of too many over %s', async (scheme) => {
    const errors: NetError[] = [];
    const transport = ws({
      tls,
      maxPendingConnections: 2,
      onAcceptError: (error) => void errors.push(error),
    });
    const { address } = await scene.listen(transport, `${scheme}://127.0.0.1:0`);
    const [first] = [await scene.ask(address, ''), await scene.ask(address, '')];
    await (await scene.ask(address, '')).untilClosed();
    expect(errors[0]).toMatchObject({
      code: 'TOO_MANY_SESSIONS',
      message: '2 connections are not WebSockets yet, and there may be no more',
    });
    first?.socket.destroy();
    for (let dials = 0; dials < 5; dials += 1) await dialUntilLetIn(address);
  });

  it('does not count WebSockets', async () => {
    const { address, accepted } = await scene.listen(ws({ maxPendingConnections: 1 }));
    for (let dials = 0; dials < 5; dials += 1) await scene.dial(ws(), address);
    expect(accepted).toHaveLength(5);
  });

  it('counts who waits to be verified', async () => {
    const transport = ws({ maxPendingConnections: 1, verify: () => new Promise(() => {}) });
    const { address } = await scene.listen(transport);
    await scene.ask(address, upgradeRequest('/'));
    const peer = await scene.ask(address, upgradeRequest('/'));
    await peer.untilClosed();
    expect(peer.text).toBe('');
  });
});

/** The server has to notice first that another has left. */
async function dialUntilLetIn(address: string): Promise<void> {
  while (true) {
    try {
      await scene.dial(ws({ tls }), address);
      return;
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
