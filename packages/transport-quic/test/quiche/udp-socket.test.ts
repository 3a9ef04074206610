import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import type { HostPort } from '../../src/provider.ts';
import { UdpSocket } from '../../src/quiche/udp-socket.ts';
import { Scene } from '../support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('UdpSocket', () => {
  it('carries packets both ways, over IPv4 and IPv6', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const [one, other] = [await bind(host), await bind(host)];
      const received = new Promise((resolve) => {
        other.onPacket = (packet, from) => resolve([packet.toString('hex'), from]);
      });
      one.send(Buffer.from('c0ffee', 'hex'), other.local);
      expect(await received).toEqual(['c0ffee', one.local]);
    }
  });

  it('refuses an address that is taken, or not of this machine', async () => {
    const { local } = await bind('127.0.0.1');
    const again = await rejection(UdpSocket.bind(local, 65_536));
    expect(again).toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: expect.stringContaining(`quic://127.0.0.1:${local.port} is in use`),
    });
    const foreign = await rejection(UdpSocket.bind({ host: '192.0.2.1', port: 0 }, 65_536));
    expect(foreign).toMatchObject({ code: 'LISTEN_FAILED' });
  });

  it('hears nobody but its only peer', async () => {
    const [peer, stranger] = [await bind('127.0.0.1'), await bind('127.0.0.1')];
    const socket = await bind('127.0.0.1', peer.local);
    const received: string[] = [];
    const heard = new Promise<void>((resolve) => {
      socket.onPacket = (packet) => {
        received.push(packet.toString());
        resolve();
      };
    });
    stranger.send(Buffer.from('from a stranger'), socket.local);
    peer.send(Buffer.from('from the peer'), socket.local);
    await heard;
    expect(received).toEqual(['from the peer']);
  });

  it('is told where nobody listens, by a system that says so', async () => {
    const gone = await bind('127.0.0.1');
    await gone.close();
    const socket = await bind('127.0.0.1', gone.local);
    const refused = new Promise((resolve) => (socket.onRefused = resolve));
    socket.send(Buffer.from('anybody?'), gone.local);
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(socket.lastError).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('refuses a peer that cannot be reached from here', async () => {
    const at = { host: '127.0.0.1', port: 0 };
    const binding = UdpSocket.bind(at, 65_536, { host: '127.0.0.1', port: 0 });
    expect(await rejection(binding)).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('remembers what the system did not send', async () => {
    const socket = await bind('127.0.0.1');
    socket.send(new Uint8Array(70_000), socket.local);
    expect(await lastError(socket)).toMatchObject({ code: 'EMSGSIZE' });
  });

  it('holds nothing that the system has taken', async () => {
    const socket = await bind('127.0.0.1');
    for (let count = 0; count < 100; count += 1) socket.send(Buffer.alloc(1350), socket.local);
    expect(socket.isHolding).toBe(false);
    await socket.close();
    expect(socket.isHolding).toBe(false);
  });

  it('notices that sending fails although packets have come', async () => {
    const socket = await bind('127.0.0.1');
    const came = new Promise<void>((resolve) => (socket.onPacket = () => resolve()));
    socket.send(Buffer.from('to itself'), socket.local);
    await came;
    for (let count = 0; count < 2; count += 1) socket.send(Buffer.alloc(70_000), socket.local);
    expect(await lastError(socket)).toMatchObject({ code: 'EMSGSIZE' });
  });

  it('sends nothing after its close, and closes twice', async () => {
    const socket = await bind('127.0.0.1');
    await socket.close();
    await socket.close();
    expect(() => socket.send(new Uint8Array(1), socket.local)).not.toThrow();
    await UdpSocket.bind(socket.local, 65_536).then((next) => next.close());
  });
});

/** What goes wrong next, unless nothing does for long. */
async function lastError(socket: UdpSocket): Promise<Error | undefined> {
  for (let tries = 0; tries < 2000 && socket.lastError === undefined; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return socket.lastError;
}

async function bind(host: string, remote?: HostPort): Promise<UdpSocket> {
  const socket = await UdpSocket.bind({ host, port: 0 }, 65_536, remote);
  scene.after(() => socket.close());
  return socket;
}
