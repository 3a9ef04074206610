import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import { rejection } from '@net/testing';
import { quic } from '../src/quic.ts';
import { localhost } from './support/certificates.ts';
import { Scene, trusting } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('QuicListener', () => {
  it('needs a certificate', async () => {
    const error = await rejection(scene.listen(quic({ tls: { ca: localhost.ca } })));
    expect(error).toMatchObject({ code: 'INVALID_OPTION' });
    expect(String(error)).toContain('tls.cert of quic() is missing');
  });

  it('says what is wrong with an address that it cannot bind', async () => {
    const foreign = scene.listen(trusting(), 'quic://192.0.2.1:0');
    expect(await rejection(foreign)).toMatchObject({
      code: 'LISTEN_FAILED',
      message: expect.stringContaining('cannot listen at quic://192.0.2.1:0: EADDRNOTAVAIL'),
    });
    const unknown = scene.listen(trusting(), 'quic://no-such-host.invalid:0');
    expect(await rejection(unknown)).toMatchObject({ code: 'LISTEN_FAILED' });
  });

  it('answers nobody while it has all the sessions that are allowed', async () => {
    const refused: NetError[] = [];
    const server = trusting({ maxSessions: 1, onAcceptError: (error) => void refused.push(error) });
    const [dialled, accepted, bound] = await scene.pair(server);
    const late = scene.dial(trusting({ connectTimeoutMs: 150 }), bound.address);
    expect(await rejection(late)).toMatchObject({ code: 'CONNECT_TIMEOUT' });
    expect(refused[0]).toMatchObject({ code: 'TOO_MANY_SESSIONS' });
    await dialled.connection.close();
    await accepted.untilClosed();
    await scene.dial(trusting(), bound.address);
    expect(bound.accepted.length).toBeLessThanOrEqual(2);
  });

  it('cuts a peer that opens no message stream', async () => {
    const raw = { tls: { alpn: ['raw'] } };
    const refused: NetError[] = [];
    const onAcceptError = (error: NetError): void => void refused.push(error);
    const bound = await scene.listen(trusting({ ...raw, handshakeTimeoutMs: 100, onAcceptError }));
    const dialled = await scene.dial(trusting(raw), bound.address);
    expect(await dialled.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(bound.accepted).toHaveLength(0);
    expect(refused).toMatchObject([
      { code: 'CONNECT_TIMEOUT', message: expect.stringContaining('opened no stream in 100 ms') },
    ]);
  });

  it('tells of a handshake that was not finished in time', async () => {
    const refused: NetError[] = [];
    const onAcceptError = (error: NetError): void => void refused.push(error);
    const { address } = await scene.listen(trusting({ handshakeTimeoutMs: 100, onAcceptError }));
    const silent = createSocket('udp4');
    scene.after(() => silent.close());
    const initial = await firstPacket();
    silent.send(initial, Number(new URL(address).port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (refused.length === 0) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    expect(refused[0]).toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  it('frees its address when its last connection has ended', async () => {
    const [dialled, accepted, bound] = await scene.pair();
    await bound.listener.close();
    const early = scene.listen(trusting(), bound.address);
    expect(await rejection(early)).toMatchObject({ code: 'ADDRESS_IN_USE' });
    await dialled.connection.close();
    await accepted.untilClosed();
    await bound.listener.close();
    await eventually(() => scene.listen(trusting(), bound.address));
  });
});

/** What a client sends first. */
async function firstPacket(): Promise<Buffer> {
  const socket = createSocket('udp4');
  scene.after(() => socket.close());
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const packet = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  const address = `quic://127.0.0.1:${socket.address().port}`;
  const controller = new AbortController();
  const dialling = scene.dial(trusting(), address, controller.signal);
  const bytes = await packet;
  controller.abort();
  await rejection(dialling);
  return bytes;
}

/** The socket is closed a moment after its last session: try until it is. */
async function eventually<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
