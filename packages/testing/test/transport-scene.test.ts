import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Transport } from '@net/core';
import { memory } from '../src/memory.ts';
import { TransportEnd } from '../src/transport-end.ts';
import { TransportScene } from '../src/transport-scene.ts';
import { rejection } from '../src/waiting.ts';

let transport: Transport;
const scene = new TransportScene('memory://scene', (connection) => new TransportEnd(connection));

beforeEach(() => {
  transport = memory();
});

afterEach(() => scene.close());

describe('TransportScene', () => {
  it('joins both ends of one connection', async () => {
    const [dialled, accepted, bound] = await scene.pair(transport);
    expect(bound.accepted).toEqual([accepted]);
    expect(dialled.connection.remote).toBe('memory://scene');
    dialled.send('there');
    accepted.send('back');
    await Promise.all([accepted.untilReceived(5), dialled.untilReceived(4)]);
    expect([accepted.received, dialled.received].map(String)).toEqual(['there', 'back']);
  });

  it('listens where a test says', async () => {
    const [dialled, , bound] = await scene.pair(transport, 'memory://elsewhere');
    expect(bound.address).toBe('memory://elsewhere');
    expect(dialled.connection.remote).toBe('memory://elsewhere');
  });

  it('gives each accepted end once, before or after it is there', async () => {
    const bound = await scene.listen(transport);
    const first = bound.next();
    const second = bound.next();
    await scene.dial(transport, bound.address);
    await scene.dial(transport, bound.address);
    await scene.dial(transport, bound.address);
    expect(await Promise.all([first, second, bound.next()])).toEqual(bound.accepted);
    expect(new Set(bound.accepted).size).toBe(3);
  });

  it('echoes', async () => {
    const dialled = await scene.dial(transport, await scene.echo(transport));
    dialled.send('hello');
    await dialled.untilReceived(5);
    expect(dialled.received.toString()).toBe('hello');
  });

  it('passes on why a dial has failed', async () => {
    const reason = new Error('enough');
    const dialling = scene.dial(transport, 'memory://scene', AbortSignal.abort(reason));
    expect(await rejection(dialling)).toBe(reason);
  });

  it('refuses a dial that did not call open', async () => {
    const [{ connection }] = await scene.pair(transport);
    const broken: Transport = { ...transport, dial: () => Promise.resolve(connection) };
    await expect(scene.dial(broken, 'memory://scene')).rejects.toThrow('dial did not call open');
  });

  it('aborts connections and closes listeners, and can be used again', async () => {
    const [dialled, accepted] = await scene.pair(transport);
    await scene.close();
    await Promise.all([dialled.untilClosed(), accepted.untilClosed()]);
    const dialling = scene.dial(transport, 'memory://scene');
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECTION_REFUSED' });
    await scene.pair(transport);
  });

  it('cleans up last first, once, with what a cleanup adds', async () => {
    const log: string[] = [];
    scene.after(() => log.push('first'));
    scene.after(async () => {
      await Promise.resolve();
      log.push('second');
      scene.after(() => log.push('added'));
    });
    await scene.close();
    await scene.close();
    expect(log).toEqual(['second', 'added', 'first']);
  });

  it('cleans up all although one fails, and reports that', async () => {
    const log: string[] = [];
    const error = new Error('stuck');
    scene.after(() => log.push('first'));
    scene.after(() => Promise.reject(error));
    const failure = await rejection(scene.close());
    expect(failure).toBeInstanceOf(AggregateError);
    expect(failure).toMatchObject({ errors: [error] });
    expect(log).toEqual(['first']);
  });
});
