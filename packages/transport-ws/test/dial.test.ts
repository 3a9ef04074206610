import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { CertificateAuthority, rejection } from '@net/testing';
import { ws } from '../src/index.ts';
import { portOf, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const ca = authority.cert;
const identity = authority.issue(['127.0.0.1', '::1']);

/** A server of the bare `ws` package. Returns its address. */
async function foreignServer(agrees: boolean): Promise<string> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => (agrees ? ([...offered].at(-1) ?? false) : false),
  });
  scene.after(() => server.close());
  scene.after(() => server.clients.forEach((client) => client.terminate()));
  server.on('connection', (webSocket) => webSocket.on('message', (data) => webSocket.send(data)));
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not bound to a port');
  return `ws://127.0.0.1:${bound.port}`;
}

describe('dial', () => {
  it.each(['ws://[::1]:0/six', 'wss://[::1]:0/six'])('reaches %s', async (address) => {
    const transport = ws({ tls: { ...identity, ca } });
    const [dialled, accepted] = await scene.pair(transport, address);
    expect(dialled.connection.remote).toBe(accepted.connection.local);
    expect(dialled.connection.remote).toMatch(/^wss?:\/\/\[::1\]:\d+\/six$/);
    expect(dialled.connection.local).toBe(accepted.connection.remote);
    dialled.send('over six');
    await accepted.untilReceived(8);
  });

  it('says that nobody listens', async () => {
    const { listener, address } = await scene.listen(ws());
    await listener.close();
    expect(await rejection(scene.dial(ws(), address))).toMatchObject({
      code: 'CONNECTION_REFUSED',
      message: `nobody listens at ${address}`,
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('says that a host name is unknown', async () => {
    const dialling = scene.dial(ws(), 'ws://no-such-host.invalid:1');
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('says with what status a server answered that does not upgrade', async () => {
    const server = createServer((_, response) => response.writeHead(503).end('no'));
    scene.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = `ws://127.0.0.1:${portOf(server)}`;
    expect(await rejection(scene.dial(ws(), address))).toMatchObject({
      code: 'CONNECT_FAILED',
      message: `${address} answered with status 503 and did not upgrade`,
    });
  });

  it('says what to do where no subprotocol is agreed to', async () => {
    const address = await foreignServer(false);
    expect(await rejection(scene.dial(ws(), address))).toMatchObject({
      code: 'UNSUPPORTED',
      message: `${address} agrees to no subprotocol that it is offered: for servers that do not know net.batch pass batch: false to ws()`,
    });
    const dialled = await scene.dial(ws({ batch: false }), address);
    expect(dialled.connection.kind).toBe('message');
    dialled.send('hello');
    await dialled.untilReceived(5);
  });

  it('takes a connection for one of messages where another subprotocol is agreed to', async () => {
    const address = await foreignServer(true);
    const dialled = await scene.dial(ws({ protocols: ['other'] }), address);
    expect(dialled.connection.kind).toBe('message');
  });

  it('sends the headers and the query that it is told to', async () => {
    const requests: (string | undefined)[] = [];
    const bound = await scene.listen(
      ws({
        verify: ({ headers, url }) => {
          requests.push(headers.authorization, url);
          return true;
        },
      }),
      'ws://127.0.0.1:0/path',
    );
    const client = ws({ headers: { Authorization: 'Bearer token' } });
    await scene.dial(client, `${bound.address}?a=%20b`);
    expect(requests).toEqual(['Bearer token', '/path?a=%20b']);
  });

  it('offers no compression', async () => {
    let head = '';
    const port = await scene.server((socket) => {
      socket.once('data', (chunk: Buffer) => {
        head = chunk.toString();
        socket.destroy();
      });
    });
    await rejection(scene.dial(ws(), `ws://127.0.0.1:${port}`));
    expect(head).toMatch(/^GET \/ HTTP\/1.1\r\n/);
    expect(head.toLowerCase()).not.toContain('sec-websocket-extensions');
    expect(head).toContain('Sec-WebSocket-Protocol: net.batch\r\n');
  });

  it('survives an answer with window sizes that there are not', async () => {
    const port = await scene.server((socket) => {
      socket.once('data', (chunk: Buffer) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n');
        socket.write('Connection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n');
        socket.write(`Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n`);
        socket.write(`X: ${chunk.length}\r\n\r\n`);
      });
    });
    const client = ws({ perMessageDeflate: true });
    const error = await rejection(scene.dial(client, `ws://127.0.0.1:${port}`));
    expect(error).toMatchObject({ code: 'UNSUPPORTED' });
  });

  it.each(['ws', 'wss'])('gives up on a peer that never answers over %s', async (scheme) => {
    let left: Promise<unknown> | undefined;
    const port = await scene.server((socket) => {
      socket.resume();
      left = once(socket, 'close');
    });
    const transport = ws({ connectTimeoutMs: 50 });
    const address = `${scheme}://127.0.0.1:${port}`;
    expect(await rejection(scene.dial(transport, address))).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `no connection to ${address} in 50 ms`,
    });
    await left;
  });

  it('rejects with the reason of its signal in the midst of a handshake', async () => {
    const reason = new Error('changed my mind');
    const controller = new AbortController();
    let left: Promise<unknown> | undefined;
    const port = await scene.server((socket) => {
      left = once(socket, 'close');
      socket.once('data', () => controller.abort(reason));
    });
    const dialling = scene.dial(ws(), `ws://127.0.0.1:${port}`, controller.signal);
    expect(await rejection(dialling)).toBe(reason);
    await left;
  });

  it('rejects with what open throws, and closes the connection', async () => {
    const bound = await scene.listen(ws());
    const fault = new Error('no handler');
    const dialling = ws().dial(bound.address, () => {
      throw fault;
    });
    expect(await rejection(dialling)).toBe(fault);
    await (await bound.next()).untilClosed();
  });

  it.each([
    ['resets at once', ''],
    ['resets in the midst of its answer', 'HTTP/1.1 101 Swi'],
    ['answers with junk', 'junk\r\n\r\n'],
  ])('calls a server that %s a failed connection', async (_, answer) => {
    const port = await scene.server((socket) => {
      socket.once('data', () => {
        socket.write(answer);
        setImmediate(() => socket.resetAndDestroy());
      });
    });
    const dialling = scene.dial(ws(), `ws://127.0.0.1:${port}`);
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECT_FAILED' });
  });
});

describe('dial over TLS', () => {
  it.each([
    ['self-signed', () => new CertificateAuthority('127.0.0.1'), 'is self-signed: pass it'],
    [
      'of a stranger',
      () => new CertificateAuthority('Stranger').issue(['127.0.0.1']),
      'unknown authority',
    ],
    ['for another name', () => authority.issue(['b.example']), 'see tls.serverName'],
    [
      'expired',
      () => authority.issue(['127.0.0.1'], { validFrom: new Date(Date.now() - 48 * 3_600_000) }),
      'has expired',
    ],
    [
      'from the future',
      () => authority.issue(['127.0.0.1'], { validFrom: new Date(Date.now() + 3_600_000) }),
      'is not valid yet',
    ],
  ])('refuses a certificate that is %s, and says what is wrong', async (_, make, text) => {
    const { cert, key } = make();
    const bound = await scene.listen(ws({ tls: { cert, key } }), 'wss://127.0.0.1:0');
    const error = await rejection(scene.dial(ws({ tls: { ca } }), bound.address));
    expect(error).toMatchObject({ code: 'TLS_ERROR', message: expect.stringContaining(text) });
    expect(String(error)).toContain(bound.address);
  });

  it('verifies the name it is told to, and asks for it', async () => {
    const tls = authority.issue(['a.example']);
    const bound = await scene.listen(ws({ tls }), 'wss://127.0.0.1:0');
    await scene.dial(ws({ tls: { ca, serverName: 'a.example' } }), bound.address);
  });

  it('verifies an IP address that it is told to', async () => {
    const bound = await scene.listen(ws({ tls: identity }), 'wss://127.0.0.1:0');
    const client = ws({ tls: { ca, serverName: '192.0.2.1' } });
    expect(await rejection(scene.dial(client, bound.address))).toMatchObject({ code: 'TLS_ERROR' });
  });

  it('connects to anybody when told not to verify', async () => {
    const bound = await scene.listen(ws({ tls: new CertificateAuthority() }), 'wss://127.0.0.1:0');
    await scene.dial(ws({ tls: { rejectUnauthorized: false } }), bound.address);
  });

  it('shows its certificate to a server that wants one', async () => {
    const tls = { ...identity, ca, requestCert: true };
    const bound = await scene.listen(ws({ tls }), 'wss://127.0.0.1:0');
    await scene.dial(ws({ tls: { ...authority.issue(['client']), ca } }), bound.address);
    const error = await rejection(scene.dial(ws({ tls: { ca } }), bound.address));
    expect(error).toMatchObject({ code: expect.stringMatching(/^(TLS_ERROR|CONNECT_FAILED)$/) });
  });

  it('notices a server that does not speak TLS', async () => {
    const port = await scene.server((socket) => socket.write('220 ready\r\n'));
    const error = await rejection(scene.dial(ws(), `wss://127.0.0.1:${port}`));
    expect(error).toMatchObject({ code: 'TLS_ERROR' });
    expect(String(error)).toContain('does not speak TLS: should it be ws://?');
  });
});
