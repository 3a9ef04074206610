import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ChaosProxyOptions } from '../src/chaos-proxy.ts';
import type { DatagramFaults } from '../src/datagram-faults.ts';
import { udpChaosProxy, type UdpChaosProxy } from '../src/udp-chaos-proxy.ts';
import { waitUntil } from '../src/waiting.ts';

const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

describe('udpChaosProxy', () => {
  it('carries datagrams both ways and counts them', async () => {
    const { client, server, proxy } = await scene();
    await client.exchange('hello');
    expect(server.texts).toEqual(['hello']);
    expect(client.texts).toEqual(['re: hello']);
    expect(proxy.up.counts).toMatchObject({ sent: 1, sentBytes: 5, delivered: 1, lost: 0 });
    expect(proxy.down.counts).toMatchObject({ sent: 1, deliveredBytes: 9 });
  });

  it('gives its address in the form of the target, on the same host', async () => {
    const proxy = await udpChaosProxy('kcp://127.0.0.1:9');
    opened.push(proxy);
    expect(proxy.address).toMatch(/^kcp:\/\/127\.0\.0\.1:\d+$/);
    expect(proxy.address).not.toBe('kcp://127.0.0.1:9');
  });

  it('keeps clients apart', async () => {
    const { client, server, open } = await scene();
    const other = await open();
    await Promise.all([client.exchange('one'), other.exchange('two')]);
    expect(client.texts).toEqual(['re: one']);
    expect(other.texts).toEqual(['re: two']);
    expect(new Set(server.ports).size).toBe(2);
  });

  it('loses, repeats and spoils the same datagrams for the same seed', async () => {
    const faults = { loss: 0.3, duplicate: 0.2, corrupt: 0.2 };
    const one = await storm({ seed: 5, up: faults });
    const again = await storm({ seed: 5, up: faults });
    expect(again).toEqual(one);
    expect(new Set(one).size).toBeGreaterThan(100);
    expect(new Set(one).size).toBeLessThan(200);
    expect(await storm({ seed: 6, up: faults })).not.toEqual(one);
  });

  it('delays and reorders', async () => {
    const { client, server } = await scene({ up: { delayMs: 5, jitterMs: 50 } });
    for (let index = 100; index < 200; index += 1) client.send(`${index}`);
    await waitUntil('all of them', () => server.texts.length === 100, 5000);
    expect(server.texts).not.toEqual(server.texts.toSorted());
  });

  it('lets nothing through while it is cut', async () => {
    const { client, server, proxy } = await scene();
    proxy.cut();
    client.send('lost');
    await waitUntil('the datagram', () => proxy.up.counts.lost === 1, 5000);
    proxy.heal();
    await client.exchange('healed');
    expect(server.texts).toEqual(['healed']);
  });

  it('gives a client another port towards the server', async () => {
    const { client, server, proxy } = await scene();
    await client.exchange('one');
    proxy.rebind();
    await client.exchange('two');
    expect(client.texts).toEqual(['re: one', 're: two']);
    expect(new Set(server.ports).size).toBe(2);
  });

  it('closes while datagrams are under way, and more than once', async () => {
    const { client, server, proxy } = await scene({ delayMs: 20 });
    client.send('never');
    await waitUntil('the datagram', () => proxy.up.counts.sent === 1, 5000);
    await Promise.all([proxy.close(), proxy.close()]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(server.texts).toEqual([]);
  });

  it('frees its ports when it is closed', async () => {
    const { client, server, proxy } = await scene();
    await client.exchange('hello');
    const ports = [Number(new URL(proxy.address).port), ...server.ports];
    await proxy.close();
    for (const port of ports) {
      // A port that is still taken makes this reject.
      await openSocket(port);
    }
    expect(ports).toHaveLength(2);
  });

  it('rejects a target elsewhere, and options out of their range', async () => {
    await expect(udpChaosProxy('udp://192.0.2.1:9')).rejects.toThrow(TypeError);
    await expect(udpChaosProxy('udp://127.0.0.1:9', { loss: 2 })).rejects.toThrow('loss');
    await expect(udpChaosProxy('udp://127.0.0.1:9', { seed: -1 })).rejects.toThrow('seed');
  });
});

/** What the server gets of 200 datagrams, sent so that it gets one before the next. */
async function storm(options: ChaosProxyOptions<DatagramFaults>): Promise<string[]> {
  const { client, server, proxy } = await scene(options);
  for (let index = 0; index < 200; index += 1) {
    client.send(`${index}`);
    await waitUntil('the datagram', () => settled(proxy) === index + 1, 5000);
  }
  await waitUntil('the rest', () => server.texts.length === proxy.up.counts.delivered, 5000);
  return server.texts;
}

function settled({ up: { counts } }: UdpChaosProxy): number {
  return counts.delivered + counts.lost - counts.duplicated;
}

/** A server that answers, a proxy before it, and clients. */
async function scene(options: ChaosProxyOptions<DatagramFaults> = {}) {
  const server = { socket: await openSocket(), texts: [] as string[], ports: [] as number[] };
  server.socket.on('message', (bytes, { port }) => {
    server.texts.push(bytes.toString());
    server.ports.push(port);
    server.socket.send(`re: ${bytes.toString()}`, port, '127.0.0.1');
  });
  const proxy = await udpChaosProxy(`udp://127.0.0.1:${server.socket.address().port}`, options);
  opened.push(proxy);
  const open = async (): Promise<Client> => new Client(await openSocket(), proxy.address);
  return { server, proxy, open, client: await open() };
}

class Client {
  readonly texts: string[] = [];
  readonly #socket: Socket;
  readonly #port: number;

  constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.#port = Number(new URL(address).port);
    socket.on('message', (bytes) => this.texts.push(bytes.toString()));
  }

  send(text: string): void {
    this.#socket.send(text, this.#port, '127.0.0.1');
  }

  async exchange(text: string): Promise<void> {
    const { length } = this.texts;
    this.send(text);
    await waitUntil('the answer', () => this.texts.length > length, 5000);
  }
}

async function openSocket(port = 0): Promise<Socket> {
  const socket = createSocket('udp4');
  opened.push(socket);
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}
