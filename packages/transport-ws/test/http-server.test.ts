import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import { type Bound, CertificateAuthority } from '@net/testing';
import { parseEndpoint } from '../src/endpoint.ts';
import { ws, type WsOptions } from '../src/index.ts';
import { upgradeRequest } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };

interface Listening extends Bound {
  readonly errors: readonly NetError[];
}

async function listen(options: WsOptions, address = 'ws://127.0.0.1:0'): Promise<Listening> {
  const errors: NetError[] = [];
  const transport = ws({ ...options, tls, onAcceptError: (error) => void errors.push(error) });
  return { ...(await scene.listen(transport, address)), errors };
}

describe('createHttpServer', () => {
  it('answers what is no upgrade with 426', async () => {
    const { address } = await listen({});
    const peer = await scene.ask(address, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await peer.untilHead()).toMatch(/^HTTP\/1.1 426 .*\r\n(.*\r\n)*Upgrade: websocket/);
    await peer.untilClosed();
  });

  it.each([
    ['says nothing', ''],
    ['stops in the midst of the head', 'GET / HTTP/1.1\r\nHost: a\r\nX'],
    ['stops in the midst of a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx'],
  ])('cuts off who %s', async (_, text) => {
    const { address, errors } = await listen({ handshakeTimeoutMs: 100 });
    const peer = await scene.ask(address, text);
    await peer.untilClosed();
    if (text.startsWith('POST')) return;
    expect(peer.text).toContain('HTTP/1.1 408 Request Timeout');
    expect(errors).toMatchObject([{ code: 'HANDSHAKE_TIMEOUT' }]);
  });

  it('cuts off who trickles the head', async () => {
    const { address } = await listen({ handshakeTimeoutMs: 100 });
    const peer = await scene.ask(address, 'GET / HTTP/1.1\r\n');
    const timer = setInterval(() => peer.socket.write('X: y\r\n'), 10);
    scene.after(() => clearInterval(timer));
    await peer.untilClosed();
    expect(peer.text).not.toContain('101');
  });

  it('says what was no HTTP', async () => {
    const { address, errors } = await listen({});
    const peer = await scene.ask(address, 'junk\r\n\r\n');
    expect(await peer.untilStatus()).toBe('HTTP/1.1 400 Bad Request');
    expect(errors).toMatchObject([{ code: 'BAD_PACKET' }]);
    expect(errors[0]?.message).not.toContain('junk');
  });

  it('says what was no TLS', async () => {
    const { address, errors } = await listen({}, 'wss://127.0.0.1:0');
    const peer = await scene.ask(address, upgradeRequest('/'));
    await peer.untilClosed();
    expect(errors).toMatchObject([{ code: 'TLS_ERROR' }]);
  });

  it('cuts off who drags out the TLS handshake', async () => {
    const { address, errors } = await listen({ handshakeTimeoutMs: 50 }, 'wss://127.0.0.1:0');
    const socket = await scene.socket(address);
    await once(socket, 'close');
    expect(errors).toMatchObject([{ code: 'HANDSHAKE_TIMEOUT' }]);
  });

  it('survives resets in the midst of the TLS handshake', async () => {
    const { address } = await listen({}, 'wss://127.0.0.1:0');
    let hello: Buffer = Buffer.alloc(0);
    const port = await scene.server((socket) => {
      socket.once('data', (chunk: Buffer) => {
        hello = chunk;
        socket.destroy();
      });
    });
    const decoy = connectTls({ host: '127.0.0.1', port });
    await once(decoy, 'error');
    for (const bytes of [1, 5, 6, 60, hello.length - 1, hello.length]) {
      const socket = await scene.socket(address);
      socket.write(hello.subarray(0, bytes), () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
    await scene.dial(ws({ tls }), address);
  });

  it('speaks TLS 1.3 where it is told to speak nothing older', async () => {
    const transport = ws({ tls: { ...tls, minVersion: 'TLSv1.3' } });
    const { address } = await scene.listen(transport, 'wss://127.0.0.1:0');
    const { host, port } = parseEndpoint(address);
    const old = connectTls({ host, port, ca: tls.ca, maxVersion: 'TLSv1.2' });
    scene.after(() => old.destroy());
    const [error] = (await once(old, 'error')) as [Error];
    expect(String(error)).toMatch(/protocol version/i);
  });
});
