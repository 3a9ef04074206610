import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import { rejection } from '@net/testing';
import { quic } from '../src/quic.ts';
import { certificateFor, localhost } from './support/certificates.ts';
import { Scene, trusting } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const stranger = certificateFor('stranger.example');
const elsewhere = certificateFor('elsewhere.example', '127.0.0.2');

describe('Dialler', () => {
  it('verifies a certificate by name', async () => {
    const [dialled] = await scene.pair(trusting({ tls: { serverName: 'localhost' } }));
    expect(dialled.connection.handshake.peerCertificate?.checkHost('localhost')).toBe('localhost');
  });

  it('looks a name up, and verifies it', async () => {
    const { address } = await scene.listen(trusting());
    const dialled = await scene.dial(trusting(), address.replace('127.0.0.1', 'localhost'));
    expect(dialled.connection.remote).toBe(address);
  });

  it.each([
    ['an IP address', '127.0.0.1'],
    ['a name', 'localhost'],
  ])('refuses a certificate that is not for %s it wants', async (_, serverName) => {
    const { address, accepted } = await scene.listen(quic({ tls: elsewhere }));
    const transport = quic({ tls: { ca: elsewhere.ca, serverName } });
    const error = await rejection(scene.dial(transport, address));
    expect(error).toMatchObject({
      code: 'TLS_ERROR',
      message: expect.stringContaining('the certificate is for another name or address'),
    });
    expect(accepted).toHaveLength(0);
  });

  it('refuses a certificate from an unknown authority', async () => {
    const { address } = await scene.listen(trusting());
    const error = await rejection(scene.dial(quic({ tls: { ca: stranger.ca } }), address));
    expect(error).toMatchObject({ code: 'TLS_ERROR', retryable: false });
    expect(String(error)).toContain('from an unknown authority');
  });

  it('refuses an unknown certificate with the well-known authorities', async () => {
    const { address } = await scene.listen(trusting());
    expect(await rejection(scene.dial(quic(), address))).toMatchObject({ code: 'TLS_ERROR' });
  });

  it('talks to whoever answers when told to', async () => {
    const { address } = await scene.listen(quic({ tls: elsewhere }));
    const dialled = await scene.dial(quic({ tls: { rejectUnauthorized: false } }), address);
    expect(dialled.connection.handshake.isResumed).toBe(false);
  });

  it('refuses a server without a protocol in common', async () => {
    const { address } = await scene.listen(trusting({ tls: { alpn: ['one'] } }));
    const error = await rejection(scene.dial(trusting({ tls: { alpn: ['other'] } }), address));
    expect(error).toMatchObject({ code: 'TLS_ERROR' });
    expect(String(error)).toContain('both ends have no protocol in common: see tls.alpn');
  });

  it('agrees on the first of its protocols that the server has too', async () => {
    const server = trusting({ tls: { alpn: ['two', 'one'] } });
    const { address } = await scene.listen(server);
    const dialled = await scene.dial(trusting({ tls: { alpn: ['three', 'one', 'two'] } }), address);
    expect(dialled.connection.handshake.alpn).toBe('one');
  });

  it('gives up when nobody answers', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    scene.after(() => socket.close());
    await once(socket, 'listening');
    const address = `quic://127.0.0.1:${socket.address().port}`;
    const error = await rejection(scene.dial(trusting({ connectTimeoutMs: 100 }), address));
    expect(error).toMatchObject({ code: 'CONNECT_TIMEOUT', retryable: true });
    expect(String(error)).toContain(`no connection to ${address} in 100 ms`);
  });

  it('is refused at once where nobody listens, however many dial', async () => {
    const { listener, address } = await scene.listen(trusting());
    await listener.close();
    const transport = trusting();
    const dials = Array.from({ length: 5 }, () => rejection(scene.dial(transport, address)));
    for (const error of await Promise.all(dials)) {
      expect(error).toMatchObject({ code: 'CONNECTION_REFUSED', retryable: true });
      expect(String(error)).toContain(`nobody listens at ${address}`);
    }
  });

  it('reaches a server that has come up since it was refused', async () => {
    const { listener, address } = await scene.listen(trusting());
    await listener.close();
    const transport = trusting();
    expect(await rejection(scene.dial(transport, address))).toMatchObject({
      code: 'CONNECTION_REFUSED',
    });
    const bound = await scene.listen(trusting(), address);
    const dialled = await scene.dial(transport, address);
    dialled.send('up');
    await (await bound.next()).untilReceived(2);
  });

  it('waits for its timeout where nobody listens and its own address may change', async () => {
    const { listener, address } = await scene.listen(trusting());
    await listener.close();
    const transport = trusting({ migration: true, connectTimeoutMs: 100 });
    expect(await rejection(scene.dial(transport, address))).toMatchObject({
      code: 'CONNECT_TIMEOUT',
    });
  });

  it('says so when a name is unknown', async () => {
    const dialling = scene.dial(trusting(), 'quic://no-such-host.invalid:1');
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('throws what open has thrown, and leaves nothing open', async () => {
    const bound = await scene.listen(trusting());
    const reason = new Error('not today');
    const dialling = trusting().dial(bound.address, () => {
      throw reason;
    });
    expect(await rejection(dialling)).toBe(reason);
    const next = await scene.dial(trusting(), bound.address);
    expect(next.closes).toEqual([]);
  });

  it('resumes with a ticket, and verifies the certificate that it stands for', async () => {
    const transport = trusting();
    const { address } = await scene.listen(trusting());
    const first = await scene.dial(transport, address);
    expect(first.connection.handshake.isResumed).toBe(false);
    // The ticket comes after the handshake, and before what is sent later.
    await first.connection.close();
    const second = await scene.dial(transport, address);
    expect(second.connection.handshake.isResumed).toBe(true);
    expect(second.connection.handshake.peerCertificate?.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  it('does not resume when told not to', async () => {
    const transport = trusting({ resumption: false });
    const { address } = await scene.listen(trusting());
    const first = await scene.dial(transport, address);
    await first.connection.close();
    const second = await scene.dial(transport, address);
    expect(second.connection.handshake.isResumed).toBe(false);
  });

  it('shakes hands anew with a server that does not know the ticket any more', async () => {
    const transport = trusting();
    const bound = await scene.listen(trusting());
    const first = await scene.dial(transport, bound.address);
    await first.connection.close();
    await (await bound.next()).untilClosed();
    await bound.listener.close();
    const again = await scene.listen(trusting(), bound.address);
    const second = await scene.dial(transport, again.address);
    expect(second.connection.handshake.isResumed).toBe(false);
  });

  it('is let in with a client certificate that the server trusts', async () => {
    const server = trusting({ tls: { requestCert: true, ca: stranger.ca } });
    const [, accepted] = await scene.pairOf(
      server,
      quic({ tls: { ...stranger, ca: localhost.ca } }),
    );
    const { peerCertificate } = accepted.connection.handshake;
    expect(peerCertificate?.toString().trim()).toBe(stranger.cert.trim());
  });

  it.each([
    ['without a certificate', {}],
    ['with a certificate of another authority', elsewhere],
  ])('learns from its close that it is not let in %s', async (_, identity) => {
    const refused: NetError[] = [];
    const onAcceptError = (error: NetError): void => void refused.push(error);
    const tls = { requestCert: true, ca: stranger.ca };
    const { address, accepted } = await scene.listen(trusting({ tls, onAcceptError }));
    const dialled = await scene.dial(quic({ tls: { ...identity, ca: localhost.ca } }), address);
    expect(await dialled.untilClosed()).toMatchObject({
      code: 'TLS_ERROR',
      message: expect.stringContaining('the peer does not take this certificate'),
    });
    expect(accepted).toHaveLength(0);
    expect(refused.map(({ code }) => code)).toEqual(['TLS_ERROR']);
  });
});
