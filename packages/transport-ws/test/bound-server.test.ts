import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { ws } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('BoundServer', () => {
  it('binds exactly the host that the address says', async () => {
    const { address } = await scene.listen(ws(), 'ws://127.0.0.2:0');
    expect(address).toMatch(/^ws:\/\/127\.0\.0\.2:\d+$/);
    const elsewhere = address.replace('127.0.0.2', '127.0.0.1');
    expect(await rejection(scene.dial(ws(), elsewhere))).toMatchObject({
      code: 'CONNECTION_REFUSED',
    });
  });

  it('names IPv4 peers of a listener on both families as such', async () => {
    const bound = await scene.listen(ws(), 'ws://[::]:0');
    await scene.dial(ws(), bound.address.replace('[::]', '127.0.0.1'));
    const { connection } = await bound.next();
    expect(connection.remote).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  });

  it('closes while a client is still connected, and lets that go on', async () => {
    const [dialled, accepted, bound] = await scene.pair(ws());
    await bound.listener.close();
    dialled.send('still here');
    await accepted.untilReceived(10);
  });

  it('cuts who has not become a WebSocket when it closes', async () => {
    const { address, listener } = await scene.listen(ws());
    const peer = await scene.ask(address, 'GET / HTTP/1.1\r\n');
    await scene.dial(ws(), address);
    await listener.close();
    await peer.untilClosed();
  });

  it('says why it cannot listen', async () => {
    const listening = scene.listen(ws(), 'ws://192.0.2.1:0');
    expect(await rejection(listening)).toMatchObject({
      code: 'LISTEN_FAILED',
      message: 'cannot listen at ws://192.0.2.1:0: EADDRNOTAVAIL, this machine has no such address',
    });
  });

  it('survives peers that reset their connection at once', async () => {
    const { address } = await scene.listen(ws());
    const resets = Array.from({ length: 50 }, async () => {
      const socket = await scene.socket(address);
      socket.resetAndDestroy();
    });
    await Promise.all(resets);
    await scene.dial(ws(), address);
  });
});
