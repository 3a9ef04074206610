import { afterEach, describe, expect, it } from '@jest/globals';
import type { ByteQueue } from '@net/core/extend';
import { FramedSocket } from '../src/framed-socket.ts';
import type { MessageSocketOwner } from '../src/message-socket.ts';
import { resolveOptions, type WsOptions } from '../src/options.ts';
import { masked } from './support/raw-peer.ts';
import { bytesOf } from './support/reading.ts';
import { StubSocket } from './support/stub-socket.ts';

const sockets: StubSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

/** Notes what it is told, as one word and what belongs to it. */
class Owner implements MessageSocketOwner {
  readonly told: string[] = [];
  /** Messages that did not come together with the one before. */
  reads = 0;
  readonly socket = new StubSocket();
  readonly messages: FramedSocket;
  /** Called with each message, from inside `onMessage`. */
  whenMessage: (text: string) => void = () => {};

  constructor(options: WsOptions = {}, isMasked = false) {
    sockets.push(this.socket);
    this.messages = new FramedSocket(this.socket, isMasked, resolveOptions(options), this);
  }

  onMessage(input: ByteQueue, bytes: number, isNew: boolean): void {
    const text = Buffer.from(input.take(bytes)).toString();
    if (isNew) this.reads += 1;
    this.told.push(`message ${text}`);
    this.whenMessage(text);
  }

  onUnwantedText(): void {
    this.told.push('text');
  }

  onDrain(): void {
    this.told.push('drain');
  }

  onClosing(): void {
    this.told.push('closing');
  }

  onError({ message }: Error): void {
    this.told.push(`error ${message}`);
  }

  onClose(status: number, reason: string): void {
    this.told.push(`close ${status} ${reason}`.trim());
  }

  /** Bytes in hex come in one read. */
  async receive(...hex: readonly string[]): Promise<void> {
    this.socket.push(bytesOf(hex.join('')));
    await turn();
  }
}

/** The end of the turn, and what the socket reports then. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const CLOSE_1000 = masked('88', Buffer.from('03e8', 'hex'));

describe('FramedSocket', () => {
  it('hands over messages, answers pings, and counts both, and pongs', async () => {
    const owner = new Owner();
    await owner.receive(masked('82', 'a'), masked('89', 'p'), masked('8a', ''), masked('82', ''));
    await owner.receive(masked('02', 'b'), masked('80', 'c'));
    expect(owner.told).toEqual(['message a', 'message ', 'message bc']);
    expect(owner.reads).toBe(2);
    expect(owner.socket.writes).toEqual(['8a0170']);
    expect(owner.messages.received).toBe(5);
  });

  it('reads unmasked frames and masks its own where it has dialled', async () => {
    const owner = new Owner({}, true);
    await owner.receive('820161 890170');
    await owner.receive('880203e8');
    expect(owner.told).toEqual(['message a', 'closing']);
    expect(owner.socket.writes.join('')).toMatch(/^8a81.{10}8882.{12}$/);
    const deceived = new Owner({}, true);
    await deceived.receive(masked('82', 'a'));
    expect(deceived.told).toEqual(['closing', 'error a server has masked']);
  });

  it('takes text only where it is told to', async () => {
    const [strict, lax] = [new Owner(), new Owner({ text: true })];
    for (const owner of [strict, lax]) await owner.receive(masked('81', 'a'));
    expect([strict.told, lax.told]).toEqual([['text'], ['message a']]);
  });

  it('ends with its socket', async () => {
    const owner = new Owner();
    owner.messages.terminate();
    await turn();
    expect(owner.told).toEqual(['close 1006']);
  });
});

describe('FramedSocket and an error of its socket', () => {
  it('ends, even where the socket would stay open', async () => {
    const owner = new Owner();
    owner.socket.emit('error', new Error('a TLS alert'));
    await turn();
    expect(owner.told).toEqual(['close 1006']);
  });
});

describe('FramedSocket, paused', () => {
  it('stops within a read, and goes on from the tick after the resume', async () => {
    const owner = new Owner();
    owner.whenMessage = () => owner.messages.pause();
    await owner.receive(...['a', 'b', 'c'].map((text) => masked('82', text)));
    expect([owner.told, owner.socket.isPaused()]).toEqual([['message a'], true]);
    owner.messages.resume();
    expect(owner.told).toEqual(['message a']);
    await turn();
    expect([owner.told, owner.socket.isPaused()]).toEqual([['message a', 'message b'], true]);
    owner.whenMessage = () => {};
    owner.messages.resume();
    await turn();
    expect([owner.told.at(-1), owner.socket.isPaused()]).toEqual(['message c', false]);
  });

  it('stays paused when it is paused again before it goes on', async () => {
    const owner = new Owner();
    owner.messages.pause();
    await owner.receive(masked('82', 'a'));
    owner.messages.resume();
    owner.messages.pause();
    await turn();
    expect([owner.told, owner.messages.isPaused]).toEqual([[], true]);
  });

  it('hands over what it holds when its socket is gone, and only then says so', async () => {
    const owner = new Owner();
    owner.whenMessage = () => owner.messages.pause();
    await owner.receive(masked('82', 'a'), masked('82', 'b'), CLOSE_1000);
    owner.socket.destroy();
    await turn();
    expect(owner.told).toEqual(['message a']);
    owner.messages.resume();
    await turn();
    expect(owner.told).toEqual(['message a', 'message b']);
    owner.messages.resume();
    await turn();
    expect(owner.told.slice(2)).toEqual(['closing', 'close 1000']);
  });

  it('hands over what its socket had read when it went', async () => {
    const owner = new Owner();
    owner.messages.pause();
    await owner.receive(masked('82', 'a'));
    owner.socket.destroy();
    await turn();
    expect(owner.told).toEqual([]);
    owner.messages.resume();
    await turn();
    expect(owner.told).toEqual(['message a', 'close 1006']);
  });

  it('drops what it holds, and finds the close behind it, once it discards', async () => {
    const owner = new Owner();
    owner.whenMessage = () => owner.messages.pause();
    await owner.receive(masked('82', 'a'), masked('82', 'b'), CLOSE_1000);
    owner.messages.discard();
    expect(owner.told).toEqual(['message a']);
    await turn();
    expect(owner.told).toEqual(['message a', 'closing']);
    expect(owner.socket.writes).toEqual(['880203e8']);
  });
});

describe('FramedSocket and the close handshake', () => {
  it('answers the peer with its status, without its words, after what waits', async () => {
    const owner = new Owner();
    owner.messages.writer.write(Buffer.from('a'));
    await owner.receive(masked('88', Buffer.from('03e9627965', 'hex')), masked('82', 'late'));
    expect(owner.socket.writes.join('')).toBe('820161880203e9');
    expect(owner.socket.writableEnded).toBe(true);
    owner.socket.push(null);
    owner.socket.destroy();
    await turn();
    expect(owner.told).toEqual(['closing', 'close 1001 bye']);
  });

  it('answers a close without a status with another', async () => {
    const owner = new Owner();
    await owner.receive(masked('88', ''));
    expect(owner.socket.writes).toEqual(['8800']);
  });

  it('ends when the peer answers, and reads messages up to there', async () => {
    const owner = new Owner();
    owner.messages.closeWith({ status: 1000, reason: '' });
    owner.messages.closeWith({ status: 1001, reason: 'too late' });
    await owner.receive(masked('82', 'a'), masked('89', 'p'));
    expect(owner.socket.writableEnded).toBe(false);
    await owner.receive(CLOSE_1000);
    expect(owner.socket.writableEnded).toBe(true);
    expect(owner.told).toEqual(['closing', 'message a']);
    expect(owner.socket.writes).toEqual(['880203e8']);
  });

  it('cuts a peer that does not answer, or not end, in time', async () => {
    const silent = new Owner({ closeTimeoutMs: 20 });
    silent.messages.closeWith({ status: 1000, reason: '' });
    const staying = new Owner({ closeTimeoutMs: 20 });
    await staying.receive(CLOSE_1000);
    const ended = new Owner({ closeTimeoutMs: 20 });
    ended.socket.isStalled = true;
    ended.messages.writer.write(Buffer.alloc(100_000));
    await turn();
    ended.socket.push(null);
    for (const owner of [silent, staying, ended]) {
      while (!owner.socket.closed) await turn();
    }
    expect(silent.told).toEqual(['closing', 'close 1006']);
    expect(staying.told).toEqual(['closing', 'close 1000']);
    expect(ended.told).toEqual(['close 1006']);
  });

  it('reads on for the close while it may not hand over anything', async () => {
    const owner = new Owner();
    owner.messages.closeWith({ status: 4022, reason: 'SLOW_CONSUMER' });
    owner.messages.discard();
    owner.messages.pause();
    await owner.receive(masked('82', 'a'), CLOSE_1000);
    expect([owner.told, owner.socket.writableEnded]).toEqual([['closing'], true]);
  });

  it('leaves no timer behind', async () => {
    // Those of earlier tests go with their sockets.
    await turn();
    const before = timers();
    const owner = new Owner();
    await owner.receive(CLOSE_1000);
    expect(timers()).toBe(before + 1);
    owner.socket.destroy();
    await turn();
    expect(timers()).toBe(before);
  });
});

describe('FramedSocket and a peer that breaks the rules', () => {
  it('tells it the status, ends, reports it once, and reads no more', async () => {
    const owner = new Owner();
    await owner.receive(masked('82', 'a'), 'ff 80', masked('82', 'b'));
    await owner.receive(masked('82', 'c'), CLOSE_1000);
    expect(owner.told).toEqual(['message a', 'closing', 'error a reserved bit is set']);
    expect(owner.socket.writes).toEqual(['880203ea']);
    expect(owner.socket.writableEnded).toBe(true);
    owner.socket.destroy();
    await turn();
    expect(owner.told.at(-1)).toBe('close 1006');
  });

  it('says nothing more once it has said close', async () => {
    const owner = new Owner();
    owner.messages.closeWith({ status: 1000, reason: '' });
    await owner.receive('82 01');
    expect(owner.socket.writes).toEqual(['880203e8']);
    expect(owner.socket.writableEnded).toBe(true);
  });

  it('lets what a handler throws go up', () => {
    const owner = new Owner();
    const fault = new Error('bug');
    owner.whenMessage = () => {
      throw fault;
    };
    expect(() => owner.socket.emit('data', bytesOf(masked('82', 'a')))).toThrow(fault);
    expect(owner.told).toEqual(['message a']);
  });
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
