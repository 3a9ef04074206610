import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { echoBodies, runEchoClient, startEchoServer } from '../src/echo-apps.ts';
import { GoPeer } from '../src/go-peer.ts';

const head = await GoPeer.build('turbo/head');
const v2016 = await GoPeer.build('turbo/v2016', { isOptional: true });
const describeHead = head.isAvailable ? describe : describe.skip;
const describeV2016 = v2016.isAvailable ? describe : describe.skip;

describeHead('turbo at its HEAD, whose frame has no Length field', () => {
  it('a Go client gets every body back from our server', async () => {
    await using server = await startEchoServer('turbo-2017');
    expect(await goClientReport(head, server.address)).toEqual(everyBody);
  }, 120_000);

  it('our client gets every body back from a Go server', async () => {
    await using server = await head.startServer();
    expect(await echoBodies(server.address, 'turbo-2017', 0)).toEqual(everyEcho);
    expect(await echoBodies(server.address, 'turbo-2017', 1)).toEqual(everyEcho);
    expect(await echoBodies(server.address, 'turbo-2017', 64)).toEqual(everyEcho);
    expect(await echoBodies(server.address, 'turbo-2017', 30_000)).toEqual(everyEcho);
  }, 120_000);

  it('a Go client sends our server a body of 2 MiB and refuses one byte more', async () => {
    await using server = await startEchoServer('turbo-2017');
    const largest = await head.runClient(server.address, '-count', '1', '-bodies', '2097152');
    expect(JSON.parse(largest.output)).toMatchObject({ requests: 1, failures: 0 });
    const larger = await head.runClient(server.address, '-oversize', '2097153');
    expect(JSON.parse(larger.output)).toEqual({ oversize: 'refused locally' });
  }, 60_000);
});

describeV2016('turbo of 2016, whose frame begins with a Length field', () => {
  it('a Go client gets every body back from our server', async () => {
    await using server = await startEchoServer('turbo');
    expect(await goClientReport(v2016, server.address)).toEqual(everyBody);
  }, 120_000);

  it('our client gets every body back from a Go server', async () => {
    await using server = await v2016.startServer();
    expect(await echoBodies(server.address, 'turbo', 0)).toEqual(everyEcho);
    expect(await echoBodies(server.address, 'turbo', 1)).toEqual(everyEcho);
    expect(await echoBodies(server.address, 'turbo', 64)).toEqual(everyEcho);
    expect(await echoBodies(server.address, 'turbo', 30_000)).toEqual(everyEcho);
  }, 120_000);

  it('our server closes the connection of a Go client that sends too much', async () => {
    await using server = await startEchoServer('turbo');
    const oversize = await v2016.runClient(server.address, '-oversize', '40000');
    expect(JSON.parse(oversize.output)).toEqual({ oversize: 'closed' });
    const after = await v2016.runClient(server.address, '-count', '100');
    expect(JSON.parse(after.output)).toMatchObject({ requests: 100, failures: 0 });
  }, 60_000);
});

describe('the limits of both frames', () => {
  it('our server closes a connection that declares a body over 2 MiB', async () => {
    await using server = await startEchoServer('turbo-2017');
    const header = '00000001 01 0000 0000000000000000 00200001';
    expect(await sendAndWaitForEnd(server.address, header)).toBe('');
  }, 60_000);

  it('our server closes a connection that declares a frame over 32768 bytes', async () => {
    await using server = await startEchoServer('turbo');
    const header = '00008001 00000001 01 0000 0000000000000000 00007fee';
    expect(await sendAndWaitForEnd(server.address, header)).toBe('');
  }, 60_000);

  it('our client refuses a body over the limit before anything is sent', async () => {
    await using peer = await countBytes();
    const args = ['--count', '1', '--body', '40000', '--json'];
    const { exitCode, output, errors } = await runEchoClient(peer.address, 'turbo', ...args);
    expect(exitCode).toBe(1);
    expect(output + errors).toMatch(/MESSAGE_TOO_LARGE.*32749|32749.*MESSAGE_TOO_LARGE/);
    expect(peer.received()).toBe(0);
  }, 60_000);
});

async function goClientReport(peer: GoPeer, address: string) {
  const { exitCode, output, errors } = await peer.runClient(address, '-count', '10000');
  if (exitCode !== 0) throw new Error(`the Go client ended with ${exitCode}: ${errors}${output}`);
  return JSON.parse(output);
}

/** Sends bytes given in hex and returns, in hex, what came back until the peer ended the connection. */
async function sendAndWaitForEnd(address: string, hex: string) {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString('hex')));
  // A reset ends the connection as well.
  socket.on('error', () => {});
  socket.write(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  await new Promise((resolve) => socket.once('close', resolve));
  return received;
}

/** A server that answers nothing and counts the bytes it gets. */
async function countBytes() {
  let received = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => (received += chunk.length));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    received: () => received,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const everyBody = { requests: 10_000, failures: 0, seconds: expect.any(Number) };
const everyEcho = { requests: 2_500, failures: 0 };
