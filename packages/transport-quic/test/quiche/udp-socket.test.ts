import { afterEach, describe, expect, it } from '@jest/globals';
import { UdpSocket } from '../../src/quiche/udp-socket.ts';
import { rejection, Scene } from '../support/scene.ts';

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
    expect(again).toMatchObject({ code: 'ADDRESS_IN_USE' });
    const foreign = await rejection(UdpSocket.bind({ host: '192.0.2.1', port: 0 }, 65_536));
    expect(foreign).toMatchObject({ code: 'LISTEN_FAILED' });
  });

  it('remembers what the system did not send', async () => {
    const socket = await bind('127.0.0.1');
    socket.send(new Uint8Array(70_000), socket.local);
    while (socket.lastError === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(socket.lastError).toMatchObject({ code: 'EMSGSIZE' });
  });

  it('sends nothing after its close, and closes twice', async () => {
    const socket = await bind('127.0.0.1');
    await socket.close();
    await socket.close();
    expect(() => socket.send(new Uint8Array(1), socket.local)).not.toThrow();
    await UdpSocket.bind(socket.local, 65_536).then((next) => next.close());
  });
});

async function bind(host: string): Promise<UdpSocket> {
  const socket = await UdpSocket.bind({ host, port: 0 }, 65_536);
  scene.after(() => socket.close());
  return socket;
}
