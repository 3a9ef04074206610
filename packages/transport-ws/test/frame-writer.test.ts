import { afterEach, describe, expect, it } from '@jest/globals';
import { Opcode } from '../src/frame.ts';
import { FrameWriter } from '../src/frame-writer.ts';
import { StubSocket } from './support/stub-socket.ts';

const KIB = 1024;
const NORMAL = { status: 1000, reason: '' };
const sockets: StubSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

interface Writing {
  readonly writer: FrameWriter;
  readonly socket: StubSocket;
  readonly drains: () => number;
}

function writing(isMasked = false): Writing {
  const socket = new StubSocket();
  sockets.push(socket);
  let drains = 0;
  const onDrain = (): void => void (drains += 1);
  const writer = new FrameWriter(socket, { opcode: Opcode.binary, isMasked, onDrain });
  return { writer, socket, drains: () => drains };
}

/** The end of the turn, and what the socket reports then. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('FrameWriter', () => {
  it('writes the frames of a turn in one system call at its end', async () => {
    const { writer, socket } = writing();
    writer.write(Buffer.from('a'));
    writer.ping();
    writer.write(Buffer.from('bc'));
    writer.pong(Buffer.from('d'));
    expect(socket.writes).toEqual([]);
    expect(writer.bufferedBytes).toBe(12);
    await turn();
    expect(socket.writes).toEqual(['820161 8900 82026263 8a0164'.replaceAll(' ', '')]);
    expect(writer.bufferedBytes).toBe(0);
  });

  it.each([0, 125, 126, 65_535, 65_536])('frames %i bytes written in place', async (length) => {
    const [sending, inPlace] = [writing(), writing()];
    for (const byte of [1, 2]) {
      const message = new Uint8Array(length).fill(byte);
      inPlace.writer.beginMessage().writeBytes(message);
      expect(inPlace.writer.endMessage()).toBe(sending.writer.write(message));
    }
    await turn();
    expect(inPlace.socket.writes.join('') === sending.socket.writes.join('')).toBe(true);
  });

  it('sends nothing of a message that is dropped, or ended behind the close frame', async () => {
    const { writer, socket } = writing();
    writer.write(Buffer.from('a'));
    writer.beginMessage().writeUint8(0x62);
    writer.dropMessage();
    writer.close(NORMAL);
    writer.beginMessage().writeUint8(0x63);
    expect(writer.endMessage()).toBe(false);
    await turn();
    expect(socket.writes.join('')).toBe('820161880203e8');
    expect(writer.bufferedBytes).toBe(0);
  });

  it('sends nothing of a message in the midst of which it is closed', async () => {
    const { writer, socket } = writing();
    writer.write(Buffer.from('a'));
    const out = writer.beginMessage();
    out.writeUint8(0x62);
    writer.close(NORMAL);
    out.writeBytes(new Uint8Array(100));
    expect(writer.endMessage()).toBe(false);
    await turn();
    expect(socket.writes.join('')).toBe('820161880203e8');
    expect(writer.bufferedBytes).toBe(0);
  });

  it('writes the beginning of a long turn early, and twice as much each time', async () => {
    const { writer, socket } = writing();
    const frame = Buffer.alloc(KIB - 4);
    for (let count = 0; count < 128; count += 1) expect(writer.write(frame)).toBe(true);
    const kib = (): number[] => socket.writes.map(({ length }) => length / 2 / KIB);
    expect(kib()).toEqual([4, 8, 16, 32, 32, 32]);
    await turn();
    expect(kib().slice(6)).toEqual([4]);
  });

  it('writes what gathered since a cork when it is uncorked, or before when that is much', () => {
    const { writer, socket } = writing();
    writer.cork();
    for (let count = 0; count < 40; count += 1) writer.write(Buffer.alloc(KIB - 4));
    expect(socket.writes.map(({ length }) => length / 2 / KIB)).toEqual([32]);
    writer.uncork();
    expect(socket.writes.map(({ length }) => length / 2 / KIB)).toEqual([32, 8]);
  });

  it('masks each frame with a key of its own', async () => {
    const { writer, socket } = writing(true);
    for (let count = 0; count < 3; count += 1) writer.write(Buffer.alloc(4));
    await turn();
    const [written = ''] = socket.writes;
    const frames = [0, 20, 40].map((at) => written.slice(at, at + 20));
    for (const frame of frames) expect(frame).toMatch(/^8284(.{8})\1$/);
    expect(new Set(frames).size).toBe(3);
  });

  it('writes the next batch when the one before was taken, and drains once', async () => {
    const { writer, socket, drains } = writing();
    socket.isStalled = true;
    expect(writer.write(Buffer.alloc(64 * KIB))).toBe(false);
    expect(writer.write(Buffer.alloc(64 * KIB))).toBe(false);
    await turn();
    expect(socket.writes).toHaveLength(1);
    const before = writer.bufferedBytes;
    socket.takeWrite();
    await turn();
    expect(socket.writes).toHaveLength(2);
    expect(before - writer.bufferedBytes).toBe(64 * KIB + 10);
    expect(drains()).toBe(0);
    socket.takeWrite();
    await turn();
    expect(writer.bufferedBytes).toBe(0);
    expect(drains()).toBe(1);
  });

  it('writes small frames that waited in one system call', async () => {
    const { writer, socket } = writing();
    socket.isStalled = true;
    for (const text of ['a', 'b', 'c', 'd']) {
      writer.write(Buffer.from(text));
      await turn();
    }
    socket.takeWrite();
    await turn();
    socket.takeWrite();
    await turn();
    expect(socket.writes).toEqual(['820161', '820162', '820163820164']);
  });

  it('drops whole frames only, and goes on behind what the socket has', async () => {
    const { writer, socket } = writing();
    socket.isStalled = true;
    writer.write(Buffer.from('a'));
    await turn();
    writer.write(Buffer.alloc(64 * KIB));
    writer.write(Buffer.from('b'));
    writer.drop();
    writer.write(Buffer.from('c'));
    writer.close(NORMAL);
    socket.isStalled = false;
    for (let taken = 0; taken < 3; taken += 1) {
      socket.takeWrite();
      await turn();
    }
    const written = socket.writes.join('');
    expect(written.startsWith('820161')).toBe(true);
    expect(written.endsWith('820163880203e8')).toBe(true);
    expect(written).not.toContain('820162');
  });

  it('says close after all that waits, and drains no more', async () => {
    const { writer, socket, drains } = writing();
    socket.isStalled = true;
    writer.write(Buffer.alloc(64 * KIB));
    writer.write(Buffer.alloc(64 * KIB));
    writer.write(Buffer.from('a'));
    writer.close({ status: 1001, reason: 'GOING_AWAY' });
    expect(socket.writableLength).toBe(2 * (64 * KIB + 10) + 3 + 14);
    socket.isStalled = false;
    socket.takeWrite();
    await turn();
    const close = `880c03e9${Buffer.from('GOING_AWAY').toString('hex')}`;
    expect(socket.writes.at(-1)?.endsWith(`820161${close}`)).toBe(true);
    expect(drains()).toBe(0);
  });

  it('answers the last of the pings that came while the peer did not read', async () => {
    const { writer, socket } = writing();
    socket.isStalled = true;
    writer.write(Buffer.alloc(64 * KIB));
    for (const text of ['1', '2', '3']) writer.pong(Buffer.from(text));
    socket.isStalled = false;
    socket.takeWrite();
    await turn();
    expect(socket.writes.slice(1)).toEqual(['8a0133']);
  });

  it('writes nothing to a socket that has ended', async () => {
    const { writer, socket } = writing();
    socket.end();
    await turn();
    const before = socket.writes.length;
    writer.write(Buffer.from('a'));
    await turn();
    writer.write(Buffer.alloc(64 * KIB));
    writer.close(NORMAL);
    expect(socket.writes).toHaveLength(before);
    expect(writer.bufferedBytes).toBe(0);
  });

  it('counts nothing that a destroyed socket had', () => {
    const { writer, socket } = writing();
    socket.isStalled = true;
    writer.write(Buffer.alloc(64 * KIB));
    socket.destroy();
    expect(writer.bufferedBytes).toBe(0);
  });
});
