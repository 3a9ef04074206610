import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { call, Message, MessageKind, NetError, type RequestOptions } from '../src/index.ts';
import { resolveLimits } from '../src/limits.ts';
import { MemoryBudget } from '../src/memory-budget.ts';
import { Outbox } from '../src/outbox.ts';
import { DIALLER_IDS } from '../src/pending-calls.ts';
import { Requests } from '../src/requests.ts';
import { newStats } from '../src/stats.ts';
import { Timers } from '../src/timers.ts';
import { FakeConnection } from './support/fake-connection.ts';
import { rejection, settle, thrown } from './support/scene.ts';
import { testProtocol, type TestProtocolOptions } from './support/test-protocol.ts';
import { hex, hexOf, text } from './support/wire.ts';

const Echo = call(7, text, text);

describe('Requests', () => {
  it('writes a request with an id and how long its caller waits', async () => {
    const { start, connection } = subject();
    void start('hi', { timeoutMs: 499.5 });
    await settle();
    expect(connection.sent.map(hexOf)).toEqual([
      hex('0000000f 01 00000007 00000001 000001f4 6869'),
    ]);
  });

  it('waits as long as the limits say when it is not told', async () => {
    const { start, clock, connection } = subject();
    const failed = rejection(start('hi'));
    await clock.advanceAsync(9950);
    expect(hexOf(connection.bytes).slice(26, 34)).toBe('00002710');
    await clock.advanceAsync(100);
    expect(await failed).toMatchObject({ code: 'REQUEST_TIMEOUT', executed: 'maybe' });
  });

  it('states the longest deadline that there is room for, and none where there is no place', () => {
    const { start, connection, outbox } = subject();
    void start('', { timeoutMs: 1e15 });
    outbox.flush();
    expect(hexOf(connection.bytes).slice(-8)).toBe('ffffffff');
    const bare = subject({ control: false });
    void bare.start('', { timeoutMs: 500 });
    bare.outbox.flush();
    expect(hexOf(bare.connection.bytes).slice(-8)).toBe('00000000');
  });

  it('resolves with the answer, which the inbox goes on reading for', async () => {
    const { requests, start, inbox } = subject();
    const answer = start('hi');
    expect(inbox.reads).toBe(1);
    requests.settle(new Message(MessageKind.Response, 7, 1, Buffer.from('there')));
    await expect(answer).resolves.toBe('there');
  });

  it('refuses a time that is none at once', () => {
    const { start, requests } = subject();
    for (const timeoutMs of [0, -1, NaN, Infinity]) {
      expect(() => start('hi', { timeoutMs })).toThrow(TypeError);
    }
    expect(requests.size).toBe(0);
  });

  it('refuses a protocol without ids, and a type over its largest', () => {
    const bare = subject({ correlation: false });
    const error = thrown(() => void bare.start('hi'));
    expect(error).toMatchObject({ code: 'UNSUPPORTED', executed: 'no' });
    expect(error.message).toContain('test has no correlation id');
    const small = subject({ maxType: 6 });
    expect(thrown(() => void small.start('hi')).code).toBe('UNSUPPORTED');
  });

  it('fails what cannot be written, which nobody waits for then', async () => {
    const { start, connection, requests, inbox } = subject();
    connection.maxSendBytes = 18;
    const error = await rejection(start('hi'));
    expect(error).toMatchObject({ code: 'MESSAGE_TOO_LARGE', executed: 'no' });
    expect([requests.size, inbox.reads]).toEqual([0, 0]);
    await settle();
    expect(connection.sent).toEqual([]);
  });

  it('tells the peer once nobody waits any more', async () => {
    const { start, connection, clock } = subject();
    const controller = new AbortController();
    const failed = rejection(start('hi', { signal: controller.signal }));
    await settle();
    connection.sent.length = 0;
    controller.abort();
    expect((await failed).code).toBe('CANCELLED');
    await settle();
    expect(connection.sent.map(hexOf)).toEqual([hex('0000000d 04 00000007 00000001 00000000')]);
    await clock.advanceAsync(100);
    expect(clock.timers).toBe(0);
  });

  it('tells a peer that cannot understand it nothing', async () => {
    const { start, connection } = subject({ control: false });
    const controller = new AbortController();
    const failed = rejection(start('hi', { signal: controller.signal }));
    await settle();
    controller.abort();
    await failed;
    await settle();
    expect(connection.sent).toHaveLength(1);
  });

  it('fails all when it is stopped, and says which were never sent', async () => {
    const { requests, start, outbox, connection } = subject();
    const sent = rejection(start('sent'));
    outbox.flush();
    const unsent = rejection(start('unsent'));
    requests.stop(new NetError('CONNECTION_LOST', 'gone'));
    outbox.stop();
    expect(await sent).toMatchObject({ code: 'CONNECTION_LOST', executed: 'maybe' });
    expect(await unsent).toMatchObject({ code: 'CONNECTION_LOST', executed: 'no' });
    expect(connection.sent).toHaveLength(1);
  });

  it('tells a peer nothing of what is given up once it is stopped', () => {
    const { requests, outbox, connection } = subject();
    requests.stop(new NetError('CONNECTION_LOST', 'gone'));
    requests.onGiveUp(7, 1);
    outbox.flush();
    expect(connection.sent).toEqual([]);
  });

  it('passes the version and the extension to the format', () => {
    const { start, headers } = subject();
    const extension = new Uint8Array(8);
    void start('hi', { version: -3, extension });
    expect(headers).toMatchObject([{ version: -3, extension }]);
  });
});

function subject(options: TestProtocolOptions = {}) {
  const clock = new VirtualClock(1000);
  const timers = Timers.of(clock);
  const protocol = testProtocol(options);
  const { packets } = protocol;
  const headers: object[] = [];
  const begin = packets.begin.bind(packets);
  packets.begin = (header, out) => {
    headers.push({ ...header });
    begin(header, out);
  };
  const connection = new FakeConnection();
  const bounds = resolveLimits();
  const context = { clock, timers, stats: newStats(), writeBudget: new MemoryBudget(1e9), bounds };
  const owner = { onDrained: () => {}, onSlowConsumer: () => {} };
  const outbox = new Outbox(connection, protocol.createFramer('stream'), packets, context, owner);
  const requests = new Requests(outbox, DIALLER_IDS, { protocol, timers, bounds });
  const inbox = { reads: 0, keepReading: () => void inbox.reads++ };
  const start = (value: string, wanted: RequestOptions = {}): Promise<string> =>
    requests.start(Echo, value, wanted, inbox);
  return { requests, start, inbox, outbox, connection, headers, clock };
}
