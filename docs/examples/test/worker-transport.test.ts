import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { connect, type Session, type Transport } from '@net/core';
import { packets } from '@net/packet';
import { transportContract } from '@net/testing';
import { Greet, Say } from '../quick-start/messages.ts';
import { worker } from '../worker-transport.ts';

const defineTest: (name: string, run: () => void | Promise<void>) => void = it;
/** A message port takes whatever it is given, and does not say how much of it waits. */
const NEVER_FULL = 'says false when its buffer is full, then calls onDrain';

describe('worker', () => {
  const { port1, port2 } = new MessageChannel();
  const [here, there] = [worker(port1), worker(port2)];
  const transport: Transport = {
    schemes: here.schemes,
    dial: (...args) => here.dial(...args),
    listen: (...args) => there.listen(...args),
  };
  const left: string[] = [];
  let lastName = 0;

  afterAll(() => port1.close());

  const define = (name: string, run: () => void | Promise<void>): void => {
    if (name === NEVER_FULL) left.push(name);
    else defineTest(name, run);
  };

  transportContract(define, {
    transport,
    address: () => `worker://name${(lastName += 1)}`,
    refusesDial: false,
  });

  it('keeps the whole contract but for one test', () => {
    expect(left).toEqual([NEVER_FULL]);
  });
});

describe('a session with a worker thread', () => {
  const threads: Worker[] = [];
  const sessions: Session[] = [];

  afterEach(async () => {
    for (const session of sessions.splice(0)) session.abort();
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
  });

  it('asks and is answered', async () => {
    const session = await greeter();
    await expect(session.request(Greet, 'world')).resolves.toBe('hello, world');
  });

  it('carries a thousand requests at once, and large ones', async () => {
    const session = await greeter();
    const names = Array.from({ length: 1000 }, (_, index) => `${index}`);
    const answers = await Promise.all(names.map((name) => session.request(Greet, name)));
    expect(answers).toEqual(names.map((name) => `hello, ${name}`));
    const long = 'ü'.repeat(100_000);
    await expect(session.request(Greet, long)).resolves.toBe(`hello, ${long}`);
  });

  it('is told when the thread does not know a message', async () => {
    const session = await greeter();
    const unknown = { ...Greet, type: Say.type };
    await expect(session.request(unknown, 'hi')).rejects.toMatchObject({ code: 'UNKNOWN_COMMAND' });
  });

  it('closes in order', async () => {
    const session = await greeter();
    await session.request(Greet, 'world');
    await session.close();
    await expect(session.closed).resolves.toMatchObject({ code: 'NORMAL', initiator: 'local' });
  });

  it('ends where nobody listens', async () => {
    const session = await greeter('worker://nobody');
    await expect(session.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('ends when the thread does', async () => {
    const session = await greeter();
    await session.request(Greet, 'world');
    await threads[0]?.terminate();
    await expect(session.closed).resolves.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  async function greeter(address = 'worker://greeter'): Promise<Session> {
    const thread = new Worker(new URL('../greeter-thread.ts', import.meta.url));
    threads.push(thread);
    await once(thread, 'online');
    const session = await connect(address, { transports: [worker(thread)], protocol: packets() });
    sessions.push(session);
    return session;
  }
});
