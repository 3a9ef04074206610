import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SocketWriter } from '../src/socket-writer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('SocketWriter', () => {
  it('sends everything in order, whatever the sizes, and then its end', async () => {
    const size = fc.oneof(fc.nat(300), fc.nat(200_000));
    const writes = fc.array(size, { maxLength: 10 }).map((sizes) => sizes.map(filled));
    await fc.assert(
      fc.asyncProperty(writes, async (pieces) => {
        const [near, far] = await connected();
        const received = buffer(far);
        const writer = new SocketWriter(near, () => {});
        for (const piece of pieces) writer.write(piece);
        writer.end();
        expect(Buffer.compare(await received, Buffer.concat(pieces))).toBe(0);
        expect(writer.bufferedBytes).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('asks to hold back while the peer does not read, and says once when there is room', async () => {
    const [near, far] = await connected();
    let drains = 0;
    const drained = new Promise<void>((resolve) => {
      const writer = new SocketWriter(near, () => {
        drains += 1;
        expect(writer.bufferedBytes).toBeLessThan(64 * 1024);
        resolve();
      });
      while (writer.write(filled(100_000)));
      expect(writer.write(Buffer.alloc(32 * 1024 * 1024))).toBe(false);
      expect(writer.bufferedBytes).toBeGreaterThanOrEqual(64 * 1024);
    });
    expect(drains).toBe(0);
    far.resume();
    await drained;
    expect(drains).toBe(1);
  });

  it('says nothing of room that nobody was told to wait for', async () => {
    const [near, far] = await connected();
    const received = buffer(far);
    let drains = 0;
    const writer = new SocketWriter(near, () => (drains += 1));
    expect(writer.write(filled(70_000))).toBe(true);
    while (writer.bufferedBytes > 0) await new Promise((resolve) => setImmediate(resolve));
    near.end();
    expect(await received).toHaveLength(70_000);
    expect(drains).toBe(0);
  });

  it('has nothing to say of a socket that is gone', async () => {
    const [near] = await connected();
    const writer = new SocketWriter(near, () => {});
    while (writer.write(filled(100_000)));
    near.destroy();
    await once(near, 'close');
    writer.clear();
    expect(writer.bufferedBytes).toBe(0);
  });
});

/** Both ends of a connection; the far one does not read yet. */
async function connected(): Promise<[Socket, Socket]> {
  const accepted: Socket[] = [];
  const port = await scene.server((socket) => accepted.push(socket.pause()));
  const near = await scene.socket(`tcp://127.0.0.1:${port}`);
  while (accepted[0] === undefined) await new Promise((resolve) => setImmediate(resolve));
  return [near, accepted[0]];
}

/** Bytes of which no two near each other are alike. */
function filled(bytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, (_, index) => index % 251));
}
