import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import type { Protocol } from '../src/index.ts';
import { ByteQueue, type ConnectionKind } from '../src/extend.ts';
import { type Connection, MessageKind, NetError } from '../src/index.ts';
import { Inbox } from '../src/inbox.ts';
import type { InboxContext, InboxOwner } from '../src/inbox-parts.ts';
import { type Bounds, type Limits, resolveLimits } from '../src/limits.ts';
import { MemoryBudget } from '../src/memory-budget.ts';
import { DIALLER_IDS, PendingCalls } from '../src/pending-calls.ts';
import { newStats } from '../src/stats.ts';
import { Timers } from '../src/timers.ts';
import { Collector } from './support/collector.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { settle } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { bytesOf, cancel, encode, type Packet, push, request } from './support/wire.ts';
import { response, text } from './support/wire.ts';

describe('Inbox on a stream', () => {
  it('makes nothing of no bytes', () => {
    const { inbox, queue, owner } = subject();
    inbox.onData(new Uint8Array(0));
    expect(queue.messages).toEqual([]);
    expect(owner.errors).toEqual([]);
  });

  it('hands a message to the dispatcher', () => {
    const { inbox, queue, context } = subject();
    inbox.onData(bytesOf('0000000f 00 00000007 00000000 00000000 6869'));
    expect(queue.messages).toMatchObject([{ kind: MessageKind.Push, type: 7, id: 0 }]);
    expect(queue.texts).toEqual(['hi']);
    expect(context.stats).toMatchObject({ messagesReceived: 1, bytesReceived: 19 });
  });

  it('hands over every message of one chunk, in order', () => {
    const { inbox, queue, encoded } = subject();
    inbox.onData(encoded(push(1, 'a'), request(2, 5, 'b'), push(3)));
    expect(queue.texts).toEqual(['a', 'b', '']);
  });

  it('puts together frames that are split at every byte', () => {
    const { inbox, queue, encoded } = subject();
    const bytes = encoded(push(1, 'first'), push(1), request(2, 5, 'third'));
    for (let cut = 0; cut <= bytes.length; cut++) {
      inbox.onData(bytes.slice(0, cut));
      inbox.onData(bytes.slice(cut));
    }
    expect(queue.texts).toEqual(
      Array.from({ length: bytes.length + 1 }, () => ['first', '', 'third']).flat(),
    );
  });

  it('puts together frames that come byte by byte', () => {
    const { inbox, queue, encoded } = subject();
    for (const byte of encoded(push(1, 'first'), push(1, 'second'))) {
      inbox.onData(Uint8Array.of(byte));
    }
    expect(queue.texts).toEqual(['first', 'second']);
  });

  it('reports a frame over the limit, and hears no more', () => {
    const { inbox, queue, owner } = subject();
    inbox.onData(bytesOf('ffffffff'));
    expect(owner.errors).toMatchObject([{ code: 'FRAME_TOO_LARGE' }]);
    inbox.stop();
    inbox.onData(bytesOf('0000000f 00 00000007 00000000 00000000 6869'));
    expect(queue.messages).toEqual([]);
  });

  it('reports a packet that is none', () => {
    const { inbox, owner } = subject();
    inbox.onData(bytesOf('00000001 00'));
    expect(owner.errors).toMatchObject([{ code: 'BAD_PACKET' }]);
  });

  it('reports a control message, which it does not know', () => {
    const { inbox, owner } = subject();
    inbox.onData(bytesOf('0000000d 05 00000001 00000000 00000000'));
    expect(owner.errors).toMatchObject([{ code: 'VERSION_UNSUPPORTED' }]);
    expect(owner.errors).toMatchObject([{ message: 'control message 1 is not supported' }]);
  });

  it('stamps a message with its time in whole milliseconds', () => {
    const { inbox, queue, encoded, clock } = subject();
    clock.advance(10.75);
    inbox.onData(encoded(push(1)));
    expect(queue.messages[0]!.receivedAtMs).toBe(1010);
  });

  it('settles the request that an answer is for', async () => {
    const { inbox, calls, encoded, queue } = subject();
    const [one, other] = [ask(calls), ask(calls)];
    inbox.onData(encoded(response(1, other.id, 'two'), response(1, one.id, 'one')));
    await expect(Promise.all([one.promise, other.promise])).resolves.toEqual(['one', 'two']);
    expect(queue.messages).toEqual([]);
  });

  it('reports a flood of cancels', () => {
    const { inbox, encoded, queue, owner } = subject({ limits: { maxCancels: 2 } });
    queue.room = 9;
    inbox.onData(encoded(...[5, 6, 7].map((id) => request(1, id))));
    inbox.onData(encoded(cancel(1, 5), cancel(1, 6), cancel(1, 7)));
    expect(queue.cancelled).toEqual([5, 6]);
    expect(owner.errors).toMatchObject([{ code: 'CANCEL_FLOOD' }]);
    expect(owner.errors).toMatchObject([{ message: 'more than 2 cancels in ten seconds' }]);
  });

  it('passes on what the connection reports beside bytes', () => {
    const { inbox, owner } = subject();
    const error = new Error('reset');
    inbox.onDrain();
    inbox.onClose(error);
    expect(owner).toMatchObject({ drains: 1, closes: [error] });
  });
});

describe('Inbox with a full dispatcher', () => {
  it('stops reading, keeps what has come, and goes on when there is room', () => {
    const { inbox, queue, connection, encoded } = subject();
    queue.room = 2;
    inbox.onData(encoded(push(1, 'a'), push(1, 'b'), push(1, 'c'), push(1, 'd')));
    expect(queue.texts).toEqual(['a', 'b']);
    expect(connection).toMatchObject({ isPaused: true });
    queue.room = 10;
    inbox.onRoom();
    expect(queue.texts).toEqual(['a', 'b', 'c', 'd']);
    expect(connection).toMatchObject({ isPaused: false });
  });

  it('has answers sent at once for what it reads, but not for what it had held back', () => {
    const { inbox, queue, encoded, timesUncorked } = subject();
    queue.room = 1;
    inbox.onData(encoded(push(1, 'a'), push(1, 'b'), push(1, 'c')));
    expect(timesUncorked()).toBe(1);
    queue.room = 10;
    inbox.onRoom();
    expect(queue.texts).toEqual(['a', 'b', 'c']);
    expect(timesUncorked()).toBe(1);
  });

  it('keeps bytes that come although it has stopped reading', () => {
    const { inbox, queue, encoded } = subject();
    queue.room = 1;
    inbox.onData(encoded(push(1, 'a'), push(1, 'b')));
    inbox.onData(encoded(push(1, 'c')));
    expect(queue.texts).toEqual(['a']);
    queue.room = 10;
    inbox.onRoom();
    expect(queue.texts).toEqual(['a', 'b', 'c']);
  });

  it('stays stopped when it is full again at once', () => {
    const { inbox, queue, connection, encoded } = subject();
    queue.room = 1;
    inbox.onData(encoded(push(1, 'a'), push(1, 'b'), push(1, 'c')));
    queue.room = 2;
    inbox.onRoom();
    expect(queue.texts).toEqual(['a', 'b']);
    expect(connection).toMatchObject({ isPaused: true });
  });

  it('goes on reading while an answer is awaited, and refuses requests', async () => {
    const { inbox, queue, calls, connection, encoded } = subject();
    queue.room = 1;
    inbox.onData(encoded(push(1, 'a')));
    expect(connection).toMatchObject({ isPaused: true });
    const { id, promise } = ask(calls);
    inbox.keepReading();
    expect(connection).toMatchObject({ isPaused: false });
    inbox.onData(encoded(request(1, 5), response(1, id, 'answer')));
    await expect(promise).resolves.toBe('answer');
    expect(queue.refusals).toMatchObject([{ code: 'TOO_MANY_REQUESTS' }]);
  });

  it('stops reading again when no answer is awaited any more', () => {
    const { inbox, queue, calls, connection, encoded } = subject();
    queue.room = 1;
    const { id } = ask(calls);
    inbox.onData(encoded(push(1, 'a'), response(1, id), request(1, 5, 'b')));
    expect(connection).toMatchObject({ isPaused: true });
    expect(queue.refusals).toEqual([]);
    queue.room = 2;
    inbox.onRoom();
    expect(queue.texts).toEqual(['a', 'b']);
  });

  it('does not read on after an answer is asked for from within a handler', () => {
    const { inbox, queue, calls, encoded } = subject();
    queue.room = 3;
    queue.onMessage = () => {
      ask(calls);
      inbox.keepReading();
      queue.onMessage = undefined;
    };
    inbox.onData(encoded(push(1, 'a'), push(1, 'b')));
    expect(queue.texts).toEqual(['a', 'b']);
  });

  it('has nothing to keep up while it reads', () => {
    const { inbox, connection } = subject();
    inbox.keepReading();
    expect(connection).toMatchObject({ isPaused: false, pauses: 0 });
  });

  it('bounds what waits on a stream that cannot be paused', () => {
    const { inbox, queue, owner, encoded } = subject({
      isPausable: false,
      limits: { maxConcurrentRequests: 2 },
    });
    queue.room = 2;
    for (let count = 0; count < 17; count++) inbox.onData(encoded(push(1)));
    expect(owner.errors).toMatchObject([{ code: 'OVERLOADED' }]);
  });
});

describe('Inbox on a message connection', () => {
  it('takes each message for one packet, without the prefix of the framer', () => {
    const { inbox, queue } = subject({ kind: 'message' });
    inbox.onData(bytesOf('00 00000007 00000000 00000000 6869'));
    inbox.onData(bytesOf('00 00000008 00000000 00000000'));
    expect(queue.texts).toEqual(['hi', '']);
  });

  it('reads messages in place, and no more than them', () => {
    const { inbox, queue, clock, context } = subject({ kind: 'message' });
    const input = new ByteQueue();
    input.push(bytesOf('00 00000007 00000000 00000000 6869 00 00000008 00000000 00000000 ff'));
    inbox.onMessage(input, 15, true);
    expect(input.length).toBe(14);
    clock.advance(10);
    inbox.onMessage(input, 13, false);
    expect(input.length).toBe(1);
    expect(queue.texts).toEqual(['hi', '']);
    expect(queue.messages).toMatchObject([{ receivedAtMs: 1000 }, { receivedAtMs: 1000 }]);
    expect(context.stats).toMatchObject({ messagesReceived: 2, bytesReceived: 28 });
  });

  it('takes all of a message in place that is bad, or comes when it has stopped', () => {
    const { inbox, queue, owner } = subject({ kind: 'message' });
    const input = new ByteQueue();
    input.push(bytesOf('00 000000 00 00000008 00000000 00000000 ff'));
    inbox.onMessage(input, 4, true);
    expect(owner.errors).toMatchObject([{ code: 'BAD_PACKET' }]);
    expect(input.length).toBe(14);
    inbox.stop();
    inbox.onMessage(input, 13, true);
    expect(input.length).toBe(1);
    expect(queue.texts).toEqual([]);
  });

  it('reads messages in place of a format that frames everywhere', () => {
    const { inbox, queue } = subject({ kind: 'message', protocol: framing });
    const input = new ByteQueue();
    input.push(bytesOf('0000000f 00 00000007 00000000 00000000 6869 ff'));
    inbox.onMessage(input, 19, true);
    expect(queue.texts).toEqual(['hi']);
    expect(input.length).toBe(1);
  });

  it('reports a bad message', () => {
    const { inbox, owner } = subject({ kind: 'message' });
    inbox.onData(bytesOf('00'));
    expect(owner.errors).toMatchObject([{ code: 'BAD_PACKET' }]);
  });

  it('reads the frames of a format that frames everywhere', () => {
    const { inbox, queue, owner } = subject({ kind: 'message', protocol: framing });
    inbox.onData(
      bytesOf(
        `0000000f 00 00000007 00000000 00000000 6869
        0000000d 00 00000008 00000000 00000000`.replaceAll('\n', ''),
      ),
    );
    expect(queue.texts).toEqual(['hi', '']);
    expect(owner.errors).toEqual([]);
  });

  it('reports a message that ends within a frame, and forgets the rest', () => {
    const { inbox, queue, owner } = subject({ kind: 'message', protocol: framing });
    inbox.onData(bytesOf('0000000f 00 000000'));
    expect(owner.errors).toMatchObject([{ code: 'FRAME_LENGTH_MISMATCH' }]);
    expect(owner.errors).toMatchObject([{ message: 'a message ends 8 bytes into a frame' }]);
    inbox.onData(bytesOf('0000000d 00 00000008 00000000 00000000'));
    expect(queue.messages).toMatchObject([{ type: 8 }]);
  });

  it('lets pushes wait that come although it has stopped reading', () => {
    const { inbox, queue, connection, encoded } = subject({ kind: 'message', protocol: framing });
    queue.room = 1;
    inbox.onData(encoded(push(1, 'a'), push(1, 'b')));
    expect(queue.texts).toEqual(['a', 'b']);
    expect(connection).toMatchObject({ isPaused: true });
  });

  it('ends a session whose transport cannot be paused when too many messages wait', () => {
    const { inbox, queue, owner, encoded } = subject({
      kind: 'message',
      isPausable: false,
      limits: { maxConcurrentRequests: 2 },
    });
    queue.room = 2;
    for (let count = 0; count < 16; count++) inbox.onData(encoded(push(1)));
    expect(owner.errors).toEqual([]);
    inbox.onData(encoded(push(1)));
    expect(owner.errors).toMatchObject([{ code: 'OVERLOADED' }]);
    expect(queue.messages).toHaveLength(16);
  });
});

describe('Inbox and a frame that does not end', () => {
  it('reports a frame that is trickled for too long', async () => {
    const { inbox, owner, clock } = subject();
    inbox.onData(bytesOf('0000ffff'));
    for (let second = 0; second < 9; second++) {
      await clock.advanceAsync(1000);
      inbox.onData(Uint8Array.of(0));
    }
    expect(owner.errors).toEqual([]);
    await clock.advanceAsync(1100);
    expect(owner.errors).toMatchObject([{ code: 'FRAME_TIMEOUT' }]);
    expect((owner.errors[0] as Error).message).toMatch(
      /^13 bytes of a frame came in 100\d\d ms, and not the rest$/,
    );
  });

  it('gives one second more for each 64 KiB that have come', async () => {
    const { inbox, owner, clock } = subject();
    inbox.onData(bytesOf('00200000'));
    inbox.onData(new Uint8Array(2 * 65_536 - 4));
    await clock.advanceAsync(11_900);
    expect(owner.errors).toEqual([]);
    await clock.advanceAsync(150);
    expect(owner.errors).toHaveLength(1);
  });

  it('begins anew with each frame', async () => {
    const { inbox, owner, clock, encoded } = subject();
    const bytes = encoded(push(1, 'hello'));
    for (let count = 0; count < 5; count++) {
      inbox.onData(bytes.slice(0, 9));
      await clock.advanceAsync(6000);
      inbox.onData(bytes.slice(9));
    }
    expect(owner.errors).toEqual([]);
  });

  it('begins anew with a frame that starts where the last one ends', async () => {
    const { inbox, owner, clock, encoded } = subject();
    const bytes = encoded(push(1, 'hello'));
    inbox.onData(bytes.slice(0, 9));
    await clock.advanceAsync(6000);
    inbox.onData(Buffer.concat([bytes.slice(9), bytes.slice(0, 9)]));
    await clock.advanceAsync(6000);
    expect(owner.errors).toEqual([]);
    await clock.advanceAsync(4100);
    expect(owner.errors).toHaveLength(1);
  });

  it('does not count the time in which it does not read', async () => {
    const { inbox, queue, owner, clock, encoded } = subject();
    queue.room = 1;
    const bytes = encoded(push(1), push(1, 'x'.repeat(200_000)));
    inbox.onData(bytes.slice(0, 150_000));
    await clock.advanceAsync(60_000);
    expect(owner.errors).toEqual([]);
    queue.room = 10;
    inbox.onRoom();
    // Of 150,000 bytes it bears with 12.2 seconds from now on.
    await clock.advanceAsync(11_500);
    expect(owner.errors).toEqual([]);
    inbox.onData(bytes.slice(150_000));
    expect(queue.messages).toHaveLength(2);
  });

  it('watches no frame without a limit', async () => {
    const { inbox, owner, clock } = subject({ limits: { frameTimeoutMs: false } });
    inbox.onData(bytesOf('0000'));
    await clock.advanceAsync(86_400_000);
    expect(owner.errors).toEqual([]);
  });

  it('leaves no timer and no byte of the budget behind when it is stopped', async () => {
    const { inbox, owner, clock, context } = subject();
    inbox.onData(bytesOf('0000'));
    expect(context.receiveBudget.usedBytes).toBe(2);
    inbox.stop();
    expect(context.receiveBudget.usedBytes).toBe(0);
    await clock.advanceAsync(60_000);
    expect(owner.errors).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('ends the session that holds the most when the budget of all is spent', () => {
    const context = contextOf({}, new MemoryBudget(1000));
    const [large, small] = [subject({ context }), subject({ context })];
    large.inbox.onData(bytesOf('0000ffff'));
    large.inbox.onData(new Uint8Array(800));
    small.inbox.onData(bytesOf('0000ffff'));
    small.inbox.onData(new Uint8Array(193));
    expect(small.owner.errors).toEqual([]);
    expect(large.owner.errors).toMatchObject([{ code: 'OVERLOADED' }]);
    expect((large.owner.errors[0] as Error).message).toMatch(/this one 804$/);
  });

  it('keeps memory in proportion to the bytes received', async () => {
    const before = await blockBytes();
    const subjects = Array.from({ length: 200 }, () => subject());
    for (const { inbox, queue } of subjects) {
      // Announced: 1 MiB. Sent: 23 bytes, the last of a chunk of 64 KiB.
      const chunk = Buffer.alloc(65_536);
      chunk.writeUInt32BE(65_536 - 23 - 4, 0);
      chunk.writeUInt32BE(1024 * 1024, 65_536 - 23);
      inbox.onData(chunk);
      queue.messages.length = 0;
    }
    const bytesEach = ((await blockBytes()) - before) / subjects.length;
    expect(bytesEach).toBeLessThan(1024);
  });

  it('takes time in proportion to the bytes received', () => {
    const { inbox, queue } = subject();
    const bytes = Buffer.alloc(4 + 13 + 1024 * 1024);
    bytes.writeUInt32BE(bytes.length - 4, 0);
    const before = process.cpuUsage();
    for (let at = 0; at < bytes.length; at++) inbox.onData(bytes.subarray(at, at + 1));
    expect(queue.messages).toHaveLength(1);
    // Linear it is 200 ms; copying all that has come with each byte would take minutes.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
  });
});

describe('Inbox and a turn that lasts too long', () => {
  it('lets others have their turn', async () => {
    const clock = new SteppedClock();
    const { inbox, queue, connection, encoded } = subject({ clock });
    queue.onMessage = () => (clock.offsetMs += 0.1);
    inbox.onData(encoded(...Array.from({ length: 200 }, () => push(1))));
    expect(queue.messages).toHaveLength(64);
    expect(connection).toMatchObject({ isPaused: true });
    await settle();
    expect(queue.messages).toHaveLength(200);
    expect(connection).toMatchObject({ isPaused: false });
  });

  it('reads on while the turn is short', () => {
    const { inbox, queue, encoded } = subject();
    inbox.onData(encoded(...Array.from({ length: 200 }, () => push(1))));
    expect(queue.messages).toHaveLength(200);
  });

  it('does not go on once it has been stopped', async () => {
    const clock = new SteppedClock();
    const { inbox, queue, encoded } = subject({ clock });
    queue.onMessage = () => (clock.offsetMs += 0.1);
    inbox.onData(encoded(...Array.from({ length: 200 }, () => push(1))));
    inbox.stop();
    await settle();
    expect(queue.messages).toHaveLength(64);
  });

  it('stays stopped for as long as there is another reason', async () => {
    const clock = new SteppedClock();
    const limits = { maxConcurrentRequests: 1000 };
    const { inbox, queue, connection, encoded } = subject({ clock, limits });
    queue.onMessage = () => (clock.offsetMs += 0.1);
    queue.room = 64;
    inbox.onData(encoded(...Array.from({ length: 200 }, () => push(1))));
    await settle();
    expect(queue.messages).toHaveLength(64);
    expect(connection).toMatchObject({ isPaused: true });
    queue.room = 1000;
    queue.onMessage = undefined;
    inbox.onRoom();
    expect(queue.messages).toHaveLength(200);
  });

  it('stops when a message of the same chunk ends the session', () => {
    const { inbox, queue, encoded } = subject();
    queue.onMessage = () => inbox.stop();
    inbox.onData(encoded(push(1), push(1)));
    expect(queue.messages).toHaveLength(1);
  });
});

describe('Inbox and a rate', () => {
  it('stops reading while the peer is over the rate of frames', async () => {
    const { inbox, queue, connection, encoded, clock } = subject({
      limits: { maxFramesPerSecond: 10 },
    });
    const some = encoded(...Array.from({ length: 20 }, () => push(1)));
    inbox.onData(some);
    expect(connection).toMatchObject({ isPaused: false });
    inbox.onData(encoded(push(1)));
    expect(connection).toMatchObject({ isPaused: true });
    expect(queue.messages).toHaveLength(21);
    await clock.advanceAsync(200);
    expect(connection).toMatchObject({ isPaused: false });
  });

  it('stops reading while the peer is over the rate of bytes', async () => {
    const { inbox, connection, encoded, clock } = subject({ limits: { maxBytesPerSecond: 100 } });
    inbox.onData(encoded(push(1, 'x'.repeat(283))));
    expect(connection).toMatchObject({ isPaused: true });
    await clock.advanceAsync(900);
    expect(connection).toMatchObject({ isPaused: true });
    await clock.advanceAsync(200);
    expect(connection).toMatchObject({ isPaused: false });
  });

  it('counts frames that were held back when they are read', () => {
    const { inbox, queue, connection, encoded } = subject({ limits: { maxFramesPerSecond: 10 } });
    queue.room = 2;
    inbox.onData(encoded(...Array.from({ length: 100 }, () => push(1))));
    queue.room = 1000;
    inbox.onRoom();
    expect(connection).toMatchObject({ isPaused: true });
  });

  it('ends a session whose peer keeps over the rate, since it cannot be paused', async () => {
    const { inbox, owner, encoded, clock } = subject({
      kind: 'message',
      isPausable: false,
      limits: { maxFramesPerSecond: 1 },
    });
    for (let count = 0; count < 101; count++) {
      inbox.onData(encoded(push(1)));
      await clock.advanceAsync(100);
    }
    expect(owner.errors).toEqual([]);
    await clock.advanceAsync(1000);
    inbox.onData(encoded(push(1)));
    expect(owner.errors).toMatchObject([{ code: 'RATE_LIMITED' }]);
  });

  it('reads on when the peer is over a rate that holds no more', () => {
    const { inbox, connection, encoded } = subject({ limits: { maxFramesPerSecond: 1 } });
    inbox.onData(encoded(push(1), push(1), push(1), push(1)));
    expect(connection).toMatchObject({ isPaused: true });
    inbox.limitRate(100, Infinity);
    expect(connection).toMatchObject({ isPaused: false });
  });

  it('forgives nothing when the same rate is set again', async () => {
    const { inbox, connection, encoded, clock } = subject({ limits: { maxFramesPerSecond: 1 } });
    inbox.onData(encoded(push(1), push(1), push(1), push(1)));
    inbox.limitRate(1, Infinity);
    expect(connection).toMatchObject({ isPaused: true });
    await clock.advanceAsync(3000);
    expect(connection).toMatchObject({ isPaused: false });
  });

  it('leaves no timer behind when it is stopped', async () => {
    const { inbox, connection, encoded, clock } = subject({ limits: { maxFramesPerSecond: 1 } });
    inbox.onData(encoded(push(1), push(1), push(1), push(1)));
    inbox.stop();
    await clock.advanceAsync(60_000);
    expect(connection).toMatchObject({ isPaused: true });
    expect(clock.timers).toBe(0);
  });
});

class Owner implements InboxOwner {
  readonly errors: unknown[] = [];
  readonly closes: unknown[] = [];
  drains = 0;

  onBadInput(error: unknown): void {
    this.errors.push(error);
  }

  onBadDatagram(error: unknown): void {
    this.errors.push(error);
  }

  onChannel(): never {
    throw new Error('no channels here');
  }

  onDrain(): void {
    this.drains++;
  }

  onClose(error?: Error): void {
    this.closes.push(error);
  }
}

/** Time that passes within a turn too, as a busy handler's does. */
class SteppedClock extends VirtualClock {
  offsetMs = 0;

  override now(): number {
    return super.now() + (this.offsetMs ?? 0);
  }
}

interface SubjectOptions {
  readonly kind?: ConnectionKind;
  readonly protocol?: Protocol;
  readonly isPausable?: boolean;
  readonly limits?: Partial<Limits>;
  readonly clock?: VirtualClock;
  readonly context?: InboxContext & { readonly clock: VirtualClock };
}

function subject(options: SubjectOptions = {}) {
  const { kind = 'stream', protocol = testProtocol(), isPausable = true, limits } = options;
  const context = options.context ?? contextOf(limits, undefined, options.clock);
  const connection: Connection = new FakeConnection(kind, isPausable);
  const queue = new Collector();
  queue.kind = kind;
  queue.onControlMessage = ({ type }) => {
    throw new NetError('VERSION_UNSUPPORTED', `control message ${type} is not supported`);
  };
  const owner = new Owner();
  const calls = new PendingCalls(
    { timers: context.timers, onGiveUp: () => {} },
    DIALLER_IDS,
    context.bounds.maxPendingRequests,
  );
  const framer = protocol.createFramer(kind);
  const { packets } = protocol;
  let uncorks = 0;
  const outbox = { cork: () => {}, uncork: () => void uncorks++ };
  const { control: hasControl } = packets.features;
  const dispatcher = queue.createDispatcher(calls, hasControl, context);
  const parts = { connection, framer, packets, dispatcher, outbox };
  const inbox = new Inbox(parts, context, owner);
  const encoded = (...packets: Packet[]) => encode(protocol, kind, packets);
  const { clock } = context;
  const timesUncorked = (): number => uncorks;
  return {
    inbox,
    dispatcher,
    queue,
    owner,
    calls,
    connection,
    context,
    encoded,
    clock,
    timesUncorked,
  };
}

function contextOf(
  limits: Partial<Limits> = {},
  receiveBudget = new MemoryBudget(Infinity),
  clock: VirtualClock = new VirtualClock(1000),
): InboxContext & { readonly clock: VirtualClock } {
  const bounds: Bounds = resolveLimits(limits);
  return { clock, timers: Timers.of(clock), stats: newStats(), receiveBudget, bounds };
}

function ask(calls: PendingCalls): { readonly id: number; readonly promise: Promise<unknown> } {
  return calls.add(1, text, 10_000, undefined);
}

/** Bytes of all blocks that are in use. They are let go of in the background, after a collection. */
async function blockBytes(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    collectGarbage();
    await settle();
  }
  return process.memoryUsage().arrayBuffers;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const framing = testProtocol({ framesMessages: true });
