import { describe, expect, it } from '@jest/globals';
import type { QuicheConnection } from '../../src/quiche/binding.ts';
import { QuicheStream } from '../../src/quiche/quiche-stream.ts';
import { Slab } from '../../src/quiche/slab.ts';
import { StreamEnd } from '../support/provider-scene.ts';

const MEBIBYTE = 1024 * 1024;

describe('QuicheStream', () => {
  it('hands over 64 KiB in a turn, and asks for another turn for the rest', () => {
    const { stream, end, turnsAskedFor } = scene(MEBIBYTE);
    stream.pump();
    expect(end.receivedBytes).toBe(65_536);
    expect(turnsAskedFor()).toBe(1);
    for (let turn = 1; turn < 16; turn += 1) stream.pump();
    expect(end.receivedBytes).toBe(MEBIBYTE);
    expect(turnsAskedFor()).toBe(15);
    stream.pump();
    expect(turnsAskedFor()).toBe(15);
  });

  it('asks for no turn when its handler has paused it', () => {
    const { stream, end, turnsAskedFor } = scene(MEBIBYTE);
    end.onData = () => stream.pause();
    stream.pump();
    stream.pump();
    expect(turnsAskedFor()).toBe(0);
    stream.resume();
    expect(turnsAskedFor()).toBe(1);
  });
});

/** A stream of which so many bytes have come. */
function scene(bytes: number) {
  let left = bytes;
  let turns = 0;
  const connection = {
    streamReadable: () => left > 0,
    streamRecv(_id: number, out: Uint8Array) {
      const taken = Math.min(left, out.length);
      left -= taken;
      return [taken, false] as const;
    },
  };
  const host = {
    // It does all that reading asks of it.
    connection: connection as unknown as QuicheConnection,
    shutdown: { Read: 0, Write: 1 },
    readSlab: new Slab(MEBIBYTE),
    queue() {},
    queueRead: () => void (turns += 1),
    watch() {},
    onDelivered() {},
    onDone() {},
  };
  const end = new StreamEnd();
  const stream = new QuicheStream(host, end);
  stream.id = 0;
  return { stream, end, turnsAskedFor: () => turns };
}
