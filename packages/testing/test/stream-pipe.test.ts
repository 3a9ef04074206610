import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../src/seeded-random.ts';
import type { StreamFaults } from '../src/stream-faults.ts';
import { StreamLink } from '../src/stream-link.ts';
import { StreamPipe } from '../src/stream-pipe.ts';
import { StreamSchedule } from '../src/stream-schedule.ts';
import { waitUntil } from '../src/waiting.ts';

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

describe('StreamPipe', () => {
  it('hands on bytes, and then the end', async () => {
    const { source, sink } = await scene({ delayMs: 5, chunkBytes: 2 });
    let text = '';
    sink.on('data', (bytes: Buffer) => (text += bytes.toString()));
    source.end('12345');
    await once(sink, 'end');
    expect(text).toBe('12345');
  });

  it('does what it was told when all before has arrived', async () => {
    const { source, sink, pipe, link } = await scene({ delayMs: 20 });
    source.write('before');
    await waitUntil('the bytes', () => link.counts.sent === 1, 5000);
    let delivered = 0;
    pipe.queue(() => (delivered = link.counts.deliveredBytes));
    await once(sink, 'data');
    await waitUntil('its turn', () => delivered > 0, 5000);
    expect(delivered).toBe(6);
  });

  it('resets when the source closes without an end', async () => {
    const { source, sink } = await scene({});
    const failed = once(sink, 'error').catch((error: unknown) => error);
    sink.resume();
    source.resetAndDestroy();
    expect(await failed).toEqual([expect.objectContaining({ code: 'ECONNRESET' })]);
  });

  it('holds back what a reader that does not read cannot take', async () => {
    const { source, sink, link } = await scene({ windowBytes: 1000 });
    source.write(new Uint8Array(30_000_000));
    await waitUntil('the first bytes', () => link.counts.delivered > 0, 5000);
    await waitUntil('a standstill', () => link.counts.sent > link.counts.delivered, 5000);
    expect(link.counts.sentBytes).toBeLessThan(30_000_000);
    sink.resume();
    await waitUntil('the rest', () => link.counts.deliveredBytes === 30_000_000, 15_000);
  });

  it('counts as lost what was under way when the far end closed', async () => {
    const { source, sink, link } = await scene({ delayMs: 60_000 });
    source.write('never');
    await waitUntil('the bytes', () => link.counts.sent === 1, 5000);
    sink.resetAndDestroy();
    await waitUntil('the loss', () => link.counts.lost === 1, 5000);
    source.write('too late');
    await waitUntil('the next', () => link.counts.lost === 2, 5000);
    expect(link.counts).toMatchObject({ sent: 2, sentBytes: 13, delivered: 0 });
  });
});

/** What is written into `source` goes through a pipe to `sink`. */
async function scene(faults: StreamFaults) {
  const [source, from] = await socketPair();
  const [to, sink] = await socketPair();
  const link = new StreamLink(faults);
  const pipe = new StreamPipe(from, to, link, new StreamSchedule(seededRandom(1)));
  // Who owns a socket reads it: only so it hears of a reset.
  to.resume();
  return { source, sink, link, pipe };
}

async function socketPair(): Promise<[Socket, Socket]> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // The event of a server brings the socket alone.
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const one = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [other] = await accepted;
  server.close();
  for (const socket of [one, other]) socket.on('error', () => {});
  sockets.push(one, other);
  return [one, other];
}
