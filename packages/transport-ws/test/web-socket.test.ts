import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { ws, type WsOptions } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { connectWebSocket, OwnedWebSocket, UpgradeServer } from '../src/web-socket.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

interface Open {
  readonly webSocket: OwnedWebSocket;
  readonly socket: Socket;
  /** Calls of the socket's method. */
  readonly setNoDelay: { readonly mock: { readonly calls: readonly unknown[] } };
}

/** Both ends of a WebSocket in the turn in which they opened: who accepted, and who dialled. */
async function open(options: WsOptions): Promise<Open[]> {
  const { webSocket: settings } = resolveOptions(options);
  const upgrades = new UpgradeServer(
    settings,
    () => false,
    (_, accept) => accept(),
  );
  const http = createServer();
  const accepted = new Promise<Open>((resolve) => {
    http.on('upgrade', (request, socket, head) => {
      scene.after(() => socket.destroy());
      // As a server of the application's may have it.
      (socket as Socket).setTimeout(60_000);
      const setNoDelay = jest.spyOn(socket as Socket, 'setNoDelay');
      upgrades.upgrade(request, socket as Socket, head, (webSocket) => {
        resolve({ webSocket, socket: socket as Socket, setNoDelay });
      });
    });
  });
  scene.after(() => http.close());
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const { port } = http.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  const setNoDelay = jest.spyOn(socket, 'setNoDelay');
  const webSocket = connectWebSocket(`ws://127.0.0.1:${port}`, [], {}, settings, () => socket);
  scene.after(() => webSocket.terminate());
  await once(webSocket, 'open');
  return [await accepted, { webSocket, socket, setNoDelay }];
}

describe('OwnedWebSocket', () => {
  it('has the name by which the ws package hands over sockets', () => {
    expect(Reflect.get(WebSocket.prototype, 'setSocket')).toBeInstanceOf(Function);
  });

  it('leaves the socket to us at both ends, and nothing on it', async () => {
    for (const { webSocket, socket, setNoDelay } of await open({})) {
      expect(webSocket.isOurs).toBe(true);
      const events = ['data', 'readable', 'error', 'timeout', 'drain'];
      const counts = events.map((event) => [event, socket.listenerCount(event)]);
      expect(counts).toEqual(events.map((event) => [event, 0]));
      expect(socket.timeout).toBe(0);
      expect(setNoDelay.mock.calls).toHaveLength(1);
      expect(Object.getOwnPropertySymbols(socket).map(String)).not.toContain('Symbol(websocket)');
    }
  });

  it('leaves it to the ws package where both ends agree to compress', async () => {
    for (const { webSocket } of await open({ perMessageDeflate: true })) {
      expect([webSocket.isOurs, webSocket.isOpen]).toEqual([false, true]);
    }
  });

  it('leaves everything to the ws package should that name go', async () => {
    const { prototype } = OwnedWebSocket;
    const own = Object.getOwnPropertyDescriptor(prototype, 'setSocket') ?? {};
    Reflect.deleteProperty(prototype, 'setSocket');
    scene.after(() => Object.defineProperty(prototype, 'setSocket', own));
    const [dialled, accepted] = await scene.pair(ws());
    dialled.send('hello');
    await accepted.untilReceived(5);
    accepted.send('hello yourself');
    await dialled.untilReceived(14);
    await dialled.connection.close();
    expect([await accepted.untilClosed(), dialled.closes]).toEqual([undefined, [undefined]]);
  });

  it('destroys a socket of ours when it is to terminate', async () => {
    const [accepted, dialled] = await open({});
    accepted?.webSocket.terminate();
    dialled?.webSocket.terminate();
    expect([accepted?.socket.destroyed, dialled?.socket.destroyed]).toEqual([true, true]);
  });

  it.each([false, true])(
    'exchanges messages and a close with a WebSocket that is not ours, compressed: %p',
    async (perMessageDeflate) => {
      const bound = await scene.listen(ws({ perMessageDeflate }));
      const foreign = await scene.foreign(bound.address, [], perMessageDeflate);
      const accepted = await bound.next();
      foreign.send(Buffer.from('hello'));
      await accepted.untilReceived(5);
      const answer = once(foreign, 'message');
      accepted.send('hello yourself');
      expect(String((await answer)[0])).toBe('hello yourself');
      const closed = once(foreign, 'close');
      foreign.close(1001, 'bye');
      expect(await accepted.untilClosed()).toMatchObject({ code: 'GOING_AWAY' });
      expect((await closed)[0]).toBe(1001);
    },
  );

  it('is told to close by a WebSocket that is not ours', async () => {
    const bound = await scene.listen(ws());
    const foreign = await scene.foreign(bound.address, ['net.batch']);
    const accepted = await bound.next();
    const closed = once(foreign, 'close');
    await accepted.connection.close();
    const [status, reason] = (await closed) as [number, Buffer];
    expect([status, reason.toString()]).toEqual([1000, '']);
    expect(accepted.closes).toEqual([undefined]);
  });

  it('dials a server that is not ours, and is told to close by it', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    scene.after(() => server.close());
    await once(server, 'listening');
    const connected = once(server, 'connection');
    const { port } = server.address() as AddressInfo;
    const dialled = await scene.dial(ws({ batch: false }), `ws://127.0.0.1:${port}`);
    const [foreign] = (await connected) as [WebSocket];
    const [received, answered] = [once(foreign, 'message'), once(foreign, 'pong')];
    dialled.send('hello');
    foreign.send('hello ', { fin: false, binary: true });
    foreign.ping('p');
    foreign.send('yourself', { fin: true });
    expect(String((await received)[0])).toBe('hello');
    expect(String((await answered)[0])).toBe('p');
    const closed = once(foreign, 'close');
    foreign.close(1013, 'OVERLOADED');
    expect(await dialled.untilClosed()).toMatchObject({ code: 'OVERLOADED' });
    expect(dialled.received.toString()).toBe('hello yourself');
    expect((await closed)[0]).toBe(1013);
  });

  it('reads what a WebSocket that is not ours sends in fragments and of any size', async () => {
    const bound = await scene.listen(ws());
    const foreign = await scene.foreign(bound.address);
    const accepted = await bound.next();
    const parts = [0, 1, 125, 126, 65_535, 65_536, 300_000].map((size) => Buffer.alloc(size, size));
    for (const part of parts) foreign.send(part);
    for (const part of parts) foreign.send(part, { fin: false });
    foreign.ping('between');
    foreign.send(Buffer.from('end'), { fin: true });
    const expected = Buffer.concat([...parts, ...parts, Buffer.from('end')]);
    await accepted.untilReceived(expected.length);
    expect(Buffer.compare(accepted.received, expected)).toBe(0);
  });
});
