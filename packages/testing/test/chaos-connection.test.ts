import { describe, expect, it } from '@jest/globals';
import { chaosPair } from './chaos-pair.ts';

describe('one end of a chaos transport', () => {
  it('delivers after the delay, cut into single bytes, in order', async () => {
    const { clock, dialled, accepted } = await chaosPair({ delayMs: 20, chunkBytes: 1 });
    dialled.connection.send(Buffer.from('abc'));
    clock.advance(19);
    expect(accepted.log).toEqual([]);
    clock.advance(1);
    expect(accepted.log).toEqual(['a', 'b', 'c']);
  });

  it('keeps the boundaries of messages, empty ones too', async () => {
    const { clock, dialled, accepted } = await chaosPair({ chunkBytes: 1 }, { kind: 'message' });
    dialled.connection.send(Buffer.from('abc'));
    dialled.connection.send(new Uint8Array(0));
    clock.advance(0);
    expect(accepted.log).toEqual(['abc', '']);
  });

  it('holds bytes and their end back until a cut is healed', async () => {
    const { clock, chaos, dialled, accepted } = await chaosPair({});
    chaos.cut();
    dialled.connection.send(Buffer.from('late'));
    clock.advance(0);
    dialled.connection.abort();
    clock.advance(60_000);
    expect(accepted.log).toEqual([]);
    expect(chaos.connections).toBe(1);
    chaos.heal();
    clock.advance(0);
    expect(accepted.log).toEqual(['late', 'closed']);
    expect(accepted.error).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(chaos.connections).toBe(0);
  });

  it('lets an end leave that the other end has left behind a cut', async () => {
    const { clock, chaos, dialled, accepted } = await chaosPair({});
    chaos.cut();
    dialled.connection.abort();
    clock.advance(10);
    const error = new Error('silent for too long');
    accepted.connection.abort(error);
    expect(accepted.log).toEqual([]);
    clock.advance(0);
    expect(accepted.log).toEqual(['closed']);
    expect(accepted.error).toBe(error);
    expect(clock.timers).toBe(0);
  });

  it('bounds a close whose other end is cut off', async () => {
    const { clock, chaos, dialled } = await chaosPair({});
    chaos.cut();
    void dialled.connection.close();
    clock.advance(4999);
    expect(dialled.log).toEqual([]);
    clock.advance(1);
    expect(dialled.log).toEqual(['closed']);
    expect(dialled.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('makes the sender feel a full window', async () => {
    const { clock, dialled, accepted } = await chaosPair(
      { delayMs: 100, windowBytes: 4 },
      { highWaterMark: 5 },
    );
    dialled.connection.send(Buffer.from('full'));
    clock.advance(0);
    expect(dialled.connection.send(Buffer.from('held back'))).toBe(false);
    clock.advance(100);
    expect(accepted.log).toEqual(['full']);
    expect(dialled.log).toEqual(['drained']);
    clock.advance(100);
    expect(accepted.log).toEqual(['full', 'held back']);
  });
});
