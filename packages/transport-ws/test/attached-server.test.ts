import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { CertificateAuthority, rejection } from '@net/testing';
import { ws } from '../src/index.ts';
import { upgradeRequest } from './support/raw-peer.ts';
import { portOf, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };

async function listening(server: Server): Promise<Server> {
  scene.after(() => server.close());
  scene.after(() => server.closeAllConnections());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

describe('AttachedServer', () => {
  it('serves its path, and leaves the requests to the application', async () => {
    const server = await listening(createServer((_, response) => response.end('page')));
    const bound = await scene.listen(ws({ server }), 'ws://127.0.0.1:0/net');
    expect(bound.address).toBe(`ws://127.0.0.1:${portOf(server)}/net`);
    const dialled = await scene.dial(ws(), bound.address);
    dialled.send('hello');
    await (await bound.next()).untilReceived(5);
    const [response] = await once(get(bound.address.replace('ws', 'http')), 'response');
    const [page] = await once(response, 'data');
    expect(String(page)).toBe('page');
  });

  it('serves a path of a server over TLS', async () => {
    const server = await listening(createSecureServer(tls));
    const bound = await scene.listen(ws({ server }), 'wss://127.0.0.1:0/net');
    const dialled = await scene.dial(ws({ tls: { ca: tls.ca } }), bound.address);
    expect(dialled.connection.remote).toBe(`wss://127.0.0.1:${portOf(server)}/net`);
  });

  it('refuses a scheme that the server does not speak', async () => {
    const server = createServer();
    expect(await rejection(scene.listen(ws({ server }), 'wss://127.0.0.1:1'))).toMatchObject({
      code: 'INVALID_OPTION',
      message: 'the option server of ws() serves ws://, not wss://',
    });
  });

  it('lives beside another WebSocket server', async () => {
    const server = await listening(createServer());
    const other = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (request.url !== '/other') return;
      other.handleUpgrade(request, socket, head, (webSocket) => webSocket.send('other'));
    });
    const { address } = await scene.listen(ws({ server }), 'ws://127.0.0.1:0/net');
    await scene.dial(ws(), address);
    const foreign = await scene.dial(
      ws({ batch: false, text: true }),
      address.replace('net', 'other'),
    );
    await foreign.untilReceived(5);
  });

  it('shares the server with another transport', async () => {
    const server = await listening(createServer());
    const one = await scene.listen(ws({ server }), 'ws://127.0.0.1:0/one');
    const other = await scene.listen(ws({ server, text: true }), 'ws://127.0.0.1:0/other');
    await scene.dial(ws(), one.address);
    expect((await one.next()).connection.kind).toBe('stream');
    await scene.dial(ws({ text: true }), other.address);
    expect((await other.next()).connection.kind).toBe('message');
    const taken = scene.listen(ws({ server }), 'ws://127.0.0.1:0/one');
    expect(await rejection(taken)).toMatchObject({ code: 'ADDRESS_IN_USE' });
  });

  it('leaves the server open when it closes', async () => {
    const server = await listening(createServer((_, response) => response.end('page')));
    const { address, listener } = await scene.listen(ws({ server }), 'ws://127.0.0.1:0/net');
    await listener.close();
    expect(server.listening).toBe(true);
    expect(server.listenerCount('upgrade')).toBe(0);
    const peer = await scene.ask(address, upgradeRequest('/net'));
    expect(await peer.untilStatus()).toBe('HTTP/1.1 200 OK');
  });

  it('says the address as it is given while the server is not bound', async () => {
    const { address } = await scene.listen(ws({ server: createServer() }), 'ws://a.example:5/net');
    expect(address).toBe('ws://a.example:5/net');
  });
});
