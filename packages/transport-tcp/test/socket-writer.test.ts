import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DeferredWrites } from '@net/core/extend';
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

  describe('in a busy turn', () => {
    it('puts off a small write until the turn ends, and has what follows wait behind it', async () => {
      const [near, far] = await connected();
      const received = buffer(far);
      const turn = new BusyTurn();
      const writer = new SocketWriter(near, () => {}, turn.deferred);
      writer.write(Buffer.from('first'));
      writer.write(Buffer.from(', second'));
      expect([near.bytesWritten, writer.bufferedBytes, writer.holdsSent]).toEqual([0, 13, true]);
      turn.end();
      writer.write(Buffer.from(', third'));
      writer.end();
      expect((await received).toString()).toBe('first, second, third');
      expect(writer.bufferedBytes).toBe(0);
    });

    it('writes more than 4 KiB at once', async () => {
      const [near] = await connected();
      const writer = new SocketWriter(near, () => {}, new BusyTurn().deferred);
      writer.write(filled(4097));
      expect(near.bytesWritten).toBe(4097);
      writer.write(filled(4096));
      expect(near.bytesWritten).toBe(4097);
    });

    it('sends what it put off before its end', async () => {
      const [near, far] = await connected();
      const received = buffer(far);
      const turn = new BusyTurn();
      const writer = new SocketWriter(near, () => {}, turn.deferred);
      const errors: unknown[] = [];
      near.on('error', (error) => errors.push(error));
      writer.write(Buffer.from('bye'));
      writer.end();
      turn.end();
      expect((await received).toString()).toBe('bye');
      expect(errors).toEqual([]);
    });

    it('forgets what it put off when its socket is gone', async () => {
      const [near] = await connected();
      const turn = new BusyTurn();
      const writer = new SocketWriter(near, () => {}, turn.deferred);
      const errors: unknown[] = [];
      near.on('error', (error) => errors.push(error));
      writer.write(Buffer.from('late'));
      near.destroy();
      turn.end();
      await once(near, 'close');
      expect([near.bytesWritten, writer.bufferedBytes, errors]).toEqual([0, 0, []]);
    });
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

/** A turn of the event loop after one with many writes; it lasts until it is told to end. */
class BusyTurn {
  readonly deferred: DeferredWrites;
  #end = (): void => {};

  constructor() {
    this.deferred = new DeferredWrites({ now: () => 0, nextTurn: (run) => (this.#end = run) });
    const writer = { writeDeferred: () => {} };
    while (!this.deferred.defer(writer));
    for (let count = 1; count < 16; count++) this.deferred.defer(writer);
    this.end();
  }

  end(): void {
    this.#end();
  }
}

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
