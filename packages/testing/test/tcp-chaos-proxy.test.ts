import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ChaosProxyOptions } from '../src/chaos-proxy.ts';
import { sampleBytes } from '../src/sample-bytes.ts';
import type { StreamFaults } from '../src/stream-faults.ts';
import { tcpChaosProxy } from '../src/tcp-chaos-proxy.ts';
import { waitUntil } from '../src/waiting.ts';

const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

describe('tcpChaosProxy', () => {
  it('carries bytes both ways and counts them', async () => {
    const { client, server, proxy } = await pair();
    client.socket.write('hello');
    await waitUntil('hello', () => server.text === 'hello', 5000);
    server.socket.write('welcome');
    await waitUntil('welcome', () => client.text === 'welcome', 5000);
    expect(proxy.up.counts).toMatchObject({ sentBytes: 5, deliveredBytes: 5, lost: 0 });
    expect(proxy.down.counts).toMatchObject({ sentBytes: 7, deliveredBytes: 7 });
    expect(proxy.connections).toBe(1);
  });

  it('gives its address in the form of the target', async () => {
    const proxy = await tcpChaosProxy('ws://127.0.0.1:9/chat');
    opened.push(proxy);
    expect(proxy.address).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/chat$/);
  });

  it('carries an end in each direction on its own', async () => {
    const { client, server, proxy } = await pair();
    client.socket.end('last words');
    await waitUntil('the end', () => server.hasEnded, 5000);
    expect(server.text).toBe('last words');
    server.socket.end('and mine');
    await waitUntil('the close', () => client.isClosed && server.isClosed, 5000);
    expect(client.text).toBe('and mine');
    await waitUntil('the sockets', () => proxy.connections === 0, 5000);
  });

  it('carries a reset', async () => {
    const { client, server } = await pair();
    server.socket.resetAndDestroy();
    await waitUntil('the reset', () => client.isClosed, 5000);
    expect(client.errorCode).toBe('ECONNRESET');
  });

  it('resets a client whose server does not listen', async () => {
    const { proxy, server, stop } = await pair();
    server.socket.destroy();
    await stop();
    const client = new End(connect(portOf(proxy.address), '127.0.0.1'));
    await waitUntil('the reset', () => client.isClosed, 5000);
    expect(client.errorCode).toBe('ECONNRESET');
  });

  it('cuts a stream into pieces', async () => {
    const { client, server } = await pair({ up: { chunkBytes: 1 } });
    client.socket.write('0123456789');
    await waitUntil('all of it', () => server.text === '0123456789', 5000);
    expect(server.chunks).toBeGreaterThan(1);
  });

  it('keeps every byte in order, however slow the reader and small the window', async () => {
    const faults = { chunkBytes: { upTo: 30_000 }, jitterMs: 2, windowBytes: 10_000 };
    const { client, server } = await pair({ up: faults });
    const bytes = Buffer.from(sampleBytes(1_000_000));
    server.socket.pause();
    client.socket.end(bytes);
    await new Promise((resolve) => setTimeout(resolve, 20));
    server.socket.resume();
    await waitUntil('the end', () => server.hasEnded, 15_000);
    expect(Buffer.compare(server.bytes, bytes)).toBe(0);
  });

  it('makes a sender feel the window', async () => {
    const { client, proxy } = await pair();
    proxy.up.alter({ delayMs: 60_000, windowBytes: 100_000 });
    client.socket.write(new Uint8Array(20_000_000));
    await waitUntil('a full window', () => proxy.up.counts.sentBytes >= 100_000, 5000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(proxy.up.counts.sentBytes).toBeLessThan(300_000);
    expect(client.socket.writableLength).toBeGreaterThan(0);
  });

  it('delays bytes and ends, and the dial itself', async () => {
    const dialMs = performance.now();
    const { client, server } = await pair({ up: { delayMs: 50 } });
    const startMs = performance.now();
    client.socket.end('late');
    await waitUntil('the end', () => server.hasEnded, 5000);
    expect(server.text).toBe('late');
    expect(startMs - dialMs).toBeGreaterThan(48);
    expect(performance.now() - startMs).toBeGreaterThan(48);
  });

  it('holds everything back while it is cut, and hands it on when it is healed', async () => {
    const { client, server, proxy } = await pair();
    proxy.cut();
    client.socket.end('kept');
    await waitUntil('the bytes', () => proxy.up.counts.sentBytes === 4, 5000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.text).toBe('');
    expect(server.hasEnded).toBe(false);
    proxy.heal();
    await waitUntil('the end', () => server.hasEnded, 5000);
    expect(server.text).toBe('kept');
  });

  it('leaves a peer half open whose other side leaves while it is cut', async () => {
    const { client, server, proxy } = await pair();
    proxy.cut();
    client.socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.isClosed).toBe(false);
    proxy.heal();
    await waitUntil('the reset', () => server.isClosed, 5000);
    expect(server.errorCode).toBe('ECONNRESET');
  });

  it('lets the server hear of a dial when it is healed', async () => {
    const { proxy, ends } = await pair();
    proxy.cut();
    const late = new End(connect(portOf(proxy.address), '127.0.0.1'));
    await once(late.socket, 'connect');
    await waitUntil('the proxy', () => proxy.connections === 2, 5000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ends).toHaveLength(1);
    proxy.heal();
    await waitUntil('the dial', () => ends.length === 2, 5000);
  });

  it('resets all connections on demand', async () => {
    const { client, server, proxy } = await pair();
    proxy.reset();
    await waitUntil('both', () => client.isClosed && server.isClosed, 5000);
    expect([client.errorCode, server.errorCode]).toEqual(['ECONNRESET', 'ECONNRESET']);
  });

  it('resets by chance, at the same piece for the same seed', async () => {
    const one = await bytesUntilReset(3);
    expect(await bytesUntilReset(3)).toBe(one);
    expect(one).toBeLessThan(1000);
  });

  it('closes with connections open, and more than once', async () => {
    const { client, server, proxy } = await pair();
    proxy.up.alter({ delayMs: 60_000 });
    client.socket.write('never');
    await Promise.all([proxy.close(), proxy.close()]);
    await waitUntil('both', () => client.isClosed && server.isClosed, 5000);
    expect(proxy.connections).toBe(0);
  });

  it('rejects a target elsewhere, and options out of their range', async () => {
    await expect(tcpChaosProxy('tcp://192.0.2.1:9')).rejects.toThrow(TypeError);
    await expect(tcpChaosProxy('tcp://127.0.0.1:9', { reset: 2 })).rejects.toThrow('reset');
    await expect(tcpChaosProxy('tcp://127.0.0.1:9', { seed: 0.5 })).rejects.toThrow('seed');
  });
});

/** Sends a byte at a time, each once the one before has arrived. */
async function bytesUntilReset(seed: number): Promise<number> {
  const { client, server, proxy } = await pair({ seed, up: { reset: 0.02 } });
  for (let sent = 0; !client.isClosed; sent += 1) {
    client.socket.write('.');
    await waitUntil('a byte', () => server.text.length > sent || client.isClosed, 5000);
  }
  return proxy.up.counts.deliveredBytes;
}

/** Both ends of a connection through a proxy. */
async function pair(options: ChaosProxyOptions<StreamFaults> = {}) {
  const ends: End[] = [];
  const listener = createServer({ allowHalfOpen: true }, (socket) => ends.push(new End(socket)));
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const stop = (): Promise<void> => new Promise((resolve) => listener.close(() => resolve()));
  opened.push({ close: stop });
  const proxy = await tcpChaosProxy(`tcp://127.0.0.1:${port}`, options);
  opened.push(proxy);
  const client = new End(
    connect({ port: portOf(proxy.address), host: '127.0.0.1', allowHalfOpen: true }),
  );
  await waitUntil('the server', () => ends.length === 1, 5000);
  const server = ends[0]!;
  return { client, proxy, server, ends, stop };
}

function portOf(address: string): number {
  return Number(new URL(address).port);
}

/** Writes down what a socket reports. */
class End {
  readonly socket: Socket;
  readonly #read: Buffer[] = [];
  hasEnded = false;
  isClosed = false;
  errorCode: string | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    opened.push({ close: () => socket.destroy() });
    socket.on('data', (bytes: Buffer) => this.#read.push(bytes));
    socket.on('end', () => (this.hasEnded = true));
    socket.on('close', () => (this.isClosed = true));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.errorCode = error.code));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#read);
  }

  get text(): string {
    return this.bytes.toString();
  }

  get chunks(): number {
    return this.#read.length;
  }
}
