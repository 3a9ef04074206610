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

  it('reads once for what fits the room, and does not ask whether there is more', () => {
    const { stream, end, connection } = scene(100);
    stream.pump();
    expect(end.receivedBytes).toBe(100);
    expect(connection.questions).toBe(0);
  });

  it('holds bytes until quiche has taken all that wait', () => {
    const { stream, connection } = scene(0);
    connection.room = 10;
    stream.write(new Uint8Array(10));
    expect(stream.holdsSent).toBe(false);
    stream.write(new Uint8Array(10));
    expect(stream.holdsSent).toBe(true);
    connection.room = 10;
    stream.pushWaiting();
    expect(stream.holdsSent).toBe(false);
  });
});

/** A stream of which so many bytes have come. */
function scene(bytes: number) {
  let left = bytes;
  let turns = 0;
  const connection = {
    room: 0,
    questions: 0,
    streamReadable() {
      connection.questions += 1;
      return left > 0;
    },
    streamSend(_id: number, sent: Uint8Array) {
      const taken = Math.min(connection.room, sent.length);
      connection.room -= taken;
      return taken;
    },
    streamRecv(_id: number, out: Uint8Array) {
      const taken = Math.min(left, out.length);
      left -= taken;
      return [taken, false] as const;
    },
  };
  const host = {
    // It does all that reading and writing ask of it.
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
  return { stream, end, connection, turnsAskedFor: () => turns };
}
