import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AcceptUpgrade } from '../src/upgrade-router.ts';
import { UpgradeRouter } from '../src/upgrade-router.ts';
import { upgradeRequest } from './support/raw-peer.ts';
import { portOf, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

async function serve(): Promise<[Server, string]> {
  const server = createServer();
  scene.after(() => server.close());
  scene.after(() => server.closeAllConnections());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return [server, `ws://127.0.0.1:${portOf(server)}`];
}

const answer =
  (text: string): AcceptUpgrade =>
  (_, socket) =>
    void socket.end(text);

describe('UpgradeRouter', () => {
  it('hands a request to who serves its path, whatever the query', async () => {
    const [server, address] = await serve();
    const router = UpgradeRouter.of(server);
    router.add('/a', answer('A'));
    router.add('/b', answer('B'));
    expect(await (await scene.ask(address, upgradeRequest('/a'))).untilStatus()).toBe('A');
    expect(await (await scene.ask(address, upgradeRequest('/b?/a'))).untilStatus()).toBe('B');
  });

  it.each(['/', '/a/', '/A', '//a', '/%61', '/a%00', '/__proto__', '*', 'http://a/a'])(
    'answers 404 to %s',
    async (path) => {
      const [server, address] = await serve();
      UpgradeRouter.of(server).add('/a', answer('A'));
      const peer = await scene.ask(address, upgradeRequest(path));
      expect(await peer.untilStatus()).toBe('HTTP/1.1 404 Not Found');
      await peer.untilClosed();
    },
  );

  it('leaves other paths to the other listeners of the server', async () => {
    const [server, address] = await serve();
    UpgradeRouter.of(server).add('/a', answer('A'));
    let errorListeners = -1;
    server.on('upgrade', (request, socket) => {
      if (request.url !== '/theirs') return;
      errorListeners = socket.listenerCount('error');
      socket.end('THEIRS');
    });
    const peer = await scene.ask(address, upgradeRequest('/theirs'));
    expect(await peer.untilStatus()).toBe('THEIRS');
    expect(errorListeners).toBe(0);
    expect(await (await scene.ask(address, upgradeRequest('/a'))).untilStatus()).toBe('A');
  });

  it('listens to the errors of a socket before it hands it on', async () => {
    const [server, address] = await serve();
    const counts: number[] = [];
    UpgradeRouter.of(server).add('/a', (_, socket) => {
      counts.push(socket.listenerCount('error'));
      socket.destroy(new Error('a failure that nobody else hears of'));
    });
    await (await scene.ask(address, upgradeRequest('/a'))).untilClosed();
    expect(counts).toEqual([1]);
  });

  it('refuses a path that is served', async () => {
    const [server] = await serve();
    expect(UpgradeRouter.of(server).add('/a', answer('A'))).toBe(true);
    expect(UpgradeRouter.of(server).add('/a', answer('B'))).toBe(false);
    expect(server.listenerCount('upgrade')).toBe(1);
  });

  it('leaves nothing on the server once its last path is removed', async () => {
    const [server] = await serve();
    const router = UpgradeRouter.of(server);
    router.add('/a', answer('A'));
    router.add('/b', answer('B'));
    expect(router.remove('/a')).toBe(true);
    expect(router.remove('/b')).toBe(false);
    expect(server.listenerCount('upgrade')).toBe(0);
  });
});
