import { afterEach, describe, expect, it } from '@jest/globals';
import type { DatagramPort, PeerAddress } from '../src/datagram-port.ts';
import { bindUdp, connectUdp } from '../src/udp-port.ts';

const OPTIONS = { mtu: 1400, socketBufferBytes: 65_536 };
const ports: DatagramPort[] = [];
afterEach(async () => {
  await Promise.all(ports.splice(0).map((port) => port.close()));
});

/** A datagram that `port` receives, and its sender. */
function next(port: DatagramPort): Promise<{ bytes: string; from: PeerAddress }> {
  return new Promise((resolve) =>
    port.use({
      onDatagram: (bytes, from) => resolve({ bytes: Buffer.from(bytes).toString(), from }),
      onRefused: () => {},
    }),
  );
}

function send(port: DatagramPort, text: string, to: PeerAddress): void {
  port.allocate().set(Buffer.from(text));
  port.transmit(text.length, to);
}

describe('a UDP port', () => {
  it('sends and receives, bound or connected', async () => {
    const server = await bindUdp('127.0.0.1', 0, OPTIONS);
    const { port: client, peer } = await connectUdp('127.0.0.1', server.local.port, OPTIONS);
    ports.push(server, client);
    const atServer = next(server);
    send(client, 'ping', peer);
    const { bytes, from } = await atServer;
    expect([bytes, from.port]).toEqual(['ping', client.local.port]);
    const atClient = next(client);
    send(server, 'pong', from);
    expect((await atClient).bytes).toBe('pong');
  });

  it('gives the same block until it was sent', async () => {
    const port = await bindUdp('127.0.0.1', 0, OPTIONS);
    ports.push(port);
    const block = port.allocate();
    expect(port.allocate()).toBe(block);
    expect(block).toHaveLength(1400);
    port.transmit(1, port.local);
    expect(port.allocate()).not.toBe(block);
  });

  it('sends nothing once it is closed', async () => {
    const port = await bindUdp('127.0.0.1', 0, OPTIONS);
    await port.close();
    await port.close();
    expect(() => send(port, 'late', { address: '127.0.0.1', port: 9 })).not.toThrow();
  });

  it('is told where nobody listens', async () => {
    const gone = await bindUdp('127.0.0.1', 0, OPTIONS);
    await gone.close();
    const { port, peer } = await connectUdp('127.0.0.1', gone.local.port, OPTIONS);
    ports.push(port);
    const refused = new Promise<void>((resolve) =>
      port.use({ onDatagram: () => {}, onRefused: resolve }),
    );
    send(port, 'ping', peer);
    await refused;
  });

  it('leaves nothing open when its signal is aborted', async () => {
    const signal = AbortSignal.abort('called off');
    await expect(bindUdp('127.0.0.1', 0, { ...OPTIONS, signal })).rejects.toBe('called off');
  });
});
