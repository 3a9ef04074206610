import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { type Codec, MessageKind } from '../src/index.ts';
import type { ConnectionKind } from '../src/extend.ts';
import { MemoryBudget } from '../src/memory-budget.ts';
import { Outbox, type OutboxContext, type OutboxOwner } from '../src/outbox.ts';
import { encodePacket } from '../src/packet-encoding.ts';
import { newStats } from '../src/stats.ts';
import { Timers } from '../src/timers.ts';
import { FakeConnection, FakePlace } from './support/fake-connection.ts';
import { settle, thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { bytesOf, hex, hexOf, text } from './support/wire.ts';

describe('Outbox on a stream', () => {
  it('sends nothing before anything is written', async () => {
    const { outbox, connection } = subject();
    outbox.flush();
    await settle();
    expect(connection.sent).toEqual([]);
    expect(outbox.flushes).toBe(0);
  });

  it('sends all packets of a turn in one piece at its end', async () => {
    const { outbox, connection, context } = subject();
    outbox.write(headerOf(7), text, 'hi');
    outbox.write(headerOf(8), text, '');
    expect(connection.sent).toEqual([]);
    await settle();
    expect(connection.sent.map(hexOf)).toEqual([
      hex('0000000f 00 00000007 00000000 00000000 6869 0000000d 00 00000008 00000000 00000000'),
    ]);
    expect(context.stats).toMatchObject({ messagesSent: 2, bytesSent: 36 });
  });

  it('waits once more at the end of a turn in which more and more is written', async () => {
    const { outbox, connection } = subject();
    outbox.write(headerOf(1), text, 'first');
    queueMicrotask(() => outbox.write(headerOf(3), text, 'third'));
    outbox.write(headerOf(2), text, 'second');
    await settle();
    expect(connection.sent).toHaveLength(1);
    expect(outbox.flushes).toBe(1);
  });

  it('sends what gathered between cork and uncork at once, in one piece', async () => {
    const { outbox, connection } = subject();
    outbox.cork();
    outbox.write(headerOf(7), text, 'hi');
    outbox.write(headerOf(8), text, '');
    expect(connection.sent).toEqual([]);
    outbox.uncork();
    expect(connection.sent).toHaveLength(1);
    await settle();
    expect(outbox.flushes).toBe(1);
  });

  it('sends the beginning of a long turn early, and twice as much each time', async () => {
    const { outbox, connection } = subject();
    for (let count = 0; count < 128; count++) outbox.write(headerOf(1), text, 'x'.repeat(1007));
    const kib = (): number[] => connection.sent.map(({ length }) => length / 1024);
    expect(kib()).toEqual([4, 8, 16, 32, 32, 32]);
    await settle();
    expect(kib().slice(6)).toEqual([4]);
    outbox.write(headerOf(1), text, 'x'.repeat(5000));
    expect(connection.sent).toHaveLength(8);
  });

  it('sends before it is uncorked once much has gathered', () => {
    const { outbox, connection } = subject();
    outbox.cork();
    outbox.write(headerOf(1), text, 'x'.repeat(20_000));
    expect(connection.sent).toHaveLength(0);
    outbox.write(headerOf(1), text, 'x'.repeat(20_000));
    expect(connection.sent.map(({ length }) => length)).toEqual([40_034]);
  });

  it('writes into the same memory again once the connection is done with what was sent', () => {
    const { outbox, connection } = subject();
    const send = (holdsSent: boolean): number => {
      connection.holdsSent = holdsSent;
      outbox.write(headerOf(1), text, 'x');
      outbox.flush();
      return connection.sent.at(-1)!.byteOffset;
    };
    const [first, second, third] = [send(false), send(true), send(true)];
    expect(second).toBe(first);
    expect(third).not.toBe(second);
  });

  it('sends at once when it is told to', () => {
    const { outbox, connection } = subject();
    outbox.write(headerOf(1), text, 'x');
    outbox.flush();
    expect(connection.sent).toHaveLength(1);
  });

  it('appends a packet that was encoded before', async () => {
    const { outbox, connection } = subject();
    const protocol = testProtocol();
    const { packets } = protocol;
    const packet = encodePacket(protocol.createFramer('stream'), packets, headerOf(7), text, 'hi');
    expect(outbox.append(packet)).toBe(true);
    await settle();
    expect(Buffer.compare(connection.bytes, packet)).toBe(0);
  });

  it('takes back what was written of a value that cannot be encoded', async () => {
    const { outbox, connection, context } = subject();
    outbox.write(headerOf(1), text, 'before');
    const error = thrown(() => outbox.write(headerOf(2), broken, ''));
    expect(error).toMatchObject({ code: 'ENCODE_FAILED', cause });
    outbox.write(headerOf(3), text, 'after');
    await settle();
    expect(hexOf(connection.bytes)).toBe(
      hex(
        '00000013 00 00000001 00000000 00000000 6265666f7265 00000012 00 00000003 00000000 00000000 6166746572',
      ),
    );
    expect(context.stats.messagesSent).toBe(2);
  });

  it('refuses to send while a value is being encoded, and goes on after', async () => {
    const { outbox, connection } = subject();
    for (const talk of [
      () => outbox.write(headerOf(2), text, 'inner'),
      () => outbox.append(bytesOf('0102')),
    ]) {
      const talking: Codec<string> = { encode: () => void talk(), decode: () => '' };
      expect(thrown(() => outbox.write(headerOf(1), talking, ''))).toMatchObject({
        code: 'ENCODE_FAILED',
        message: 'a value that is being encoded must not send',
      });
    }
    outbox.write(headerOf(3), text, '');
    await settle();
    expect(hexOf(connection.bytes)).toBe(hex('0000000d 00 00000003 00000000 00000000'));
  });

  it('refuses a packet over what the connection takes, with both numbers', async () => {
    const { outbox, connection } = subject();
    connection.maxSendBytes = 20;
    const error = thrown(() => outbox.write(headerOf(1), text, 'abcd'));
    expect(error.code).toBe('MESSAGE_TOO_LARGE');
    expect(error.message).toBe("a packet of 21 bytes is over this connection's limit of 20");
    expect(thrown(() => outbox.append(new Uint8Array(21))).code).toBe('MESSAGE_TOO_LARGE');
    outbox.write(headerOf(1), text, 'abc');
    await settle();
    expect(connection.bytes).toHaveLength(20);
  });

  it('says false while the connection takes no more, and reports when it does again', async () => {
    const { outbox, connection, owner } = subject();
    connection.takesMore = false;
    expect(outbox.write(headerOf(1), text, 'x')).toBe(true);
    await settle();
    expect(outbox.isCongested).toBe(true);
    expect(outbox.write(headerOf(1), text, 'x')).toBe(false);
    connection.takesMore = true;
    connection.bufferedBytes = 0;
    outbox.onDrain();
    expect(outbox.isCongested).toBe(false);
    expect(owner.drains).toBe(1);
    expect(outbox.write(headerOf(1), text, 'x')).toBe(true);
  });

  it('reports no drain that nobody waited for', () => {
    const { outbox, owner } = subject();
    outbox.onDrain();
    expect(owner.drains).toBe(0);
  });

  it('ends with a slow consumer whose unsent bytes are over the limit', () => {
    const { outbox, connection, owner } = subject({ maxWriteBuffer: 100_000 });
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x'.repeat(60_000));
    expect(owner.slow).toEqual([]);
    outbox.write(headerOf(1), text, 'x'.repeat(60_000));
    expect(owner.slow).toEqual(['120034 unsent bytes are over the limit of 100000']);
  });

  it('counts what has not been handed over yet as unsent', async () => {
    const { outbox, connection, owner } = subject({ maxWriteBuffer: 100 });
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x'.repeat(60));
    await settle();
    outbox.write(headerOf(1), text, 'x'.repeat(60));
    expect(owner.slow).toEqual(['154 unsent bytes are over the limit of 100']);
  });

  it('ends with a consumer that takes nothing for too long', async () => {
    const { outbox, connection, owner, clock } = subject({ writeStallTimeoutMs: 1000 });
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x');
    await clock.advanceAsync(999);
    expect(owner.slow).toEqual([]);
    await clock.advanceAsync(51);
    expect(owner.slow).toEqual(['the peer took nothing for 1000 ms']);
  });

  it('bears with a consumer that is slow but takes something', async () => {
    const { outbox, connection, owner, clock } = subject({ writeStallTimeoutMs: 1000 });
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x'.repeat(1000));
    await settle();
    connection.bufferedBytes -= 1;
    await clock.advanceAsync(1050);
    expect(owner.slow).toEqual([]);
    await clock.advanceAsync(1100);
    expect(owner.slow).toHaveLength(1);
  });

  it('does not take bytes that were added meanwhile for progress', async () => {
    const { outbox, connection, owner, clock } = subject({ writeStallTimeoutMs: 1000 });
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x');
    await clock.advanceAsync(500);
    outbox.write(headerOf(1), text, 'y');
    await clock.advanceAsync(550);
    expect(owner.slow).toHaveLength(1);
  });

  it('watches no progress without a limit', async () => {
    const { outbox, connection, owner, clock } = subject({ writeStallTimeoutMs: Infinity });
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x');
    await clock.advanceAsync(86_400_000);
    expect(owner.slow).toEqual([]);
  });

  it('leaves no timer and no byte of the budget behind once the consumer keeps up', async () => {
    const { outbox, connection, context, clock } = subject();
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x');
    await settle();
    expect(context.writeBudget.usedBytes).toBe(18);
    connection.takesMore = true;
    connection.bufferedBytes = 0;
    outbox.onDrain();
    expect(context.writeBudget.usedBytes).toBe(0);
    await clock.advanceAsync(60_000);
    expect(clock.timers).toBe(0);
  });

  it('counts all its unsent bytes against the budget', async () => {
    const { outbox, connection, context } = subject();
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x');
    await settle();
    outbox.write(headerOf(1), text, 'x');
    await settle();
    expect(context.writeBudget.usedBytes).toBe(36);
  });

  it('ends the session that holds the most when the budget of all is spent', async () => {
    const context = contextOf({}, new MemoryBudget(100));
    const large = subject({}, context);
    const small = subject({}, context);
    large.connection.takesMore = small.connection.takesMore = false;
    large.outbox.write(headerOf(1), text, 'x'.repeat(60));
    await settle();
    small.outbox.write(headerOf(1), text, 'x'.repeat(20));
    await settle();
    expect(small.owner.slow).toEqual([]);
    expect(large.owner.slow).toEqual([
      'all sessions together hold too many unsent bytes, this one 77',
    ]);
  });

  it('counts nothing against the budget once it has been stopped', async () => {
    const { outbox, connection, context, owner, clock } = subject();
    connection.takesMore = false;
    outbox.write(headerOf(1), text, 'x');
    await settle();
    outbox.write(headerOf(1), text, 'not flushed yet');
    outbox.stop();
    await settle();
    expect(context.writeBudget.usedBytes).toBe(0);
    await clock.advanceAsync(60_000);
    expect(owner.slow).toEqual([]);
    expect(connection.sent).toHaveLength(1);
    expect(clock.timers).toBe(0);
  });
});

describe('Outbox on a message connection', () => {
  it('sends each packet by itself, at once and without the prefix of the framer', () => {
    const { outbox, connection } = subject({}, contextOf({}), 'message');
    outbox.write(headerOf(7), text, 'hi');
    outbox.write(headerOf(8), text, '');
    expect(connection.sent.map(hexOf)).toEqual([
      hex('00 00000007 00000000 00000000 6869'),
      hex('00 00000008 00000000 00000000'),
    ]);
    expect(outbox.flushes).toBe(2);
  });

  it('writes in place where the connection has a place', () => {
    const context = contextOf({});
    const { outbox, connection } = subject({}, context, 'message', true);
    outbox.write(headerOf(7), text, 'hi');
    connection.takesMore = false;
    expect(outbox.write(headerOf(8), text, '')).toBe(false);
    expect(outbox.append(bytesOf('0102'))).toBe(false);
    expect(connection.sent.map(hexOf)).toEqual([
      hex('00 00000007 00000000 00000000 6869'),
      hex('00 00000008 00000000 00000000'),
      '0102',
    ]);
    expect(outbox).toMatchObject({ flushes: 3, isCongested: true });
    expect(context.stats).toMatchObject({ messagesSent: 3, bytesSent: 30 });
  });

  it('drops from its place what cannot be encoded or is too large', () => {
    const { outbox, connection } = subject({}, undefined, 'message', true);
    connection.maxSendBytes = 20;
    const error = thrown(() => outbox.write(headerOf(1), text, 'x'.repeat(10)));
    expect(error.message).toBe("a packet of 23 bytes is over this connection's limit of 20");
    expect(thrown(() => outbox.write(headerOf(1), broken, ''))).toMatchObject({ cause });
    outbox.write(headerOf(7), text, 'hi');
    expect(connection.sent.map(hexOf)).toEqual([hex('00 00000007 00000000 00000000 6869')]);
  });

  it('counts each unsent packet against the limit', () => {
    const { outbox, connection, owner } = subject({ maxWriteBuffer: 100 }, undefined, 'message');
    connection.takesMore = false;
    expect(outbox.write(headerOf(1), text, 'x'.repeat(60))).toBe(false);
    expect(outbox.write(headerOf(1), text, 'x'.repeat(60))).toBe(false);
    expect(owner.slow).toEqual(['146 unsent bytes are over the limit of 100']);
  });
});

const cause = new Error('half way');
const broken: Codec<string> = {
  encode: (_value, out) => {
    out.writeUtf8('half');
    throw cause;
  },
  decode: () => '',
};

type Bounds = OutboxContext['bounds'];

class Owner implements OutboxOwner {
  drains = 0;
  readonly slow: string[] = [];

  onDrained(): void {
    this.drains++;
  }

  onSlowConsumer(text: string): void {
    this.slow.push(text);
  }
}

function contextOf(bounds: Partial<Bounds>, budget = new MemoryBudget(Infinity)): TestContext {
  const clock = new VirtualClock(1000);
  return {
    clock,
    timers: Timers.of(clock),
    stats: newStats(),
    writeBudget: budget,
    bounds: { maxWriteBuffer: 1_000_000, writeStallTimeoutMs: 10_000, ...bounds },
  };
}

interface TestContext extends OutboxContext {
  readonly clock: VirtualClock;
}

function subject(
  bounds: Partial<Bounds> = {},
  context = contextOf(bounds),
  kind: ConnectionKind = 'stream',
  hasPlace = false,
) {
  const connection = new FakeConnection(kind);
  if (hasPlace) connection.inPlace = new FakePlace(connection);
  const owner = new Owner();
  const protocol = testProtocol();
  const framer = protocol.createFramer(kind);
  const outbox = new Outbox(connection, framer, protocol.packets, context, owner);
  return { outbox, connection, owner, context, clock: context.clock };
}

function headerOf(type: number) {
  return { kind: MessageKind.Push, type, id: 0, argument: 0 };
}
