import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../src/virtual-clock.ts';
import { pair } from './recorder.ts';

describe('MemoryConnection', () => {
  it('says false at its high-water mark and drains when all is taken', async () => {
    const clock = new VirtualClock();
    const { dialled, accepted } = await pair({ clock, highWaterMark: 4 });
    expect(dialled.connection.send(Buffer.from('abc'))).toBe(true);
    expect(dialled.connection.send(Buffer.from('d'))).toBe(false);
    expect(dialled.connection.bufferedBytes).toBe(4);
    clock.advance(0);
    expect(dialled.connection.bufferedBytes).toBe(0);
    expect(accepted.log).toEqual(['abc', 'd']);
    expect(dialled.log).toEqual(['drained']);
  });

  it('holds back what is sent to a paused end', async () => {
    const clock = new VirtualClock();
    const { dialled, accepted } = await pair({ clock });
    accepted.connection.pause?.();
    dialled.connection.send(Buffer.from('later'));
    clock.advance(1000);
    expect(accepted.log).toEqual([]);
    expect(dialled.connection.bufferedBytes).toBe(5);
    accepted.connection.resume?.();
    expect(accepted.log).toEqual([]);
    clock.advance(0);
    expect(accepted.log).toEqual(['later']);
  });

  it('stops in the middle of what is queued when a handler pauses', async () => {
    const clock = new VirtualClock();
    const { dialled, accepted } = await pair({ clock });
    dialled.connection.send(Buffer.from('one'));
    dialled.connection.send(Buffer.from('two'));
    const onData = accepted.onData.bind(accepted);
    accepted.onData = (bytes) => {
      onData(bytes);
      accepted.connection.pause?.();
    };
    clock.advance(0);
    expect(accepted.log).toEqual(['one']);
    accepted.connection.resume?.();
    clock.advance(0);
    expect(accepted.log).toEqual(['one', 'two']);
  });

  it('has no pause where the transport was told so', async () => {
    const unpausable = await pair({ kind: 'message', isPausable: false });
    const datagrams = await pair({ kind: 'datagram' });
    for (const { dialled } of [unpausable, datagrams]) {
      expect(dialled.connection).not.toHaveProperty('pause');
      expect(dialled.connection).not.toHaveProperty('resume');
    }
  });

  it('delivers an empty message before it closes', async () => {
    const { dialled, accepted } = await pair({ kind: 'message' });
    dialled.connection.send(new Uint8Array(0));
    accepted.connection.send(new Uint8Array(0));
    await dialled.connection.close();
    expect(accepted.log).toEqual(['', 'closed']);
    expect(dialled.log).toEqual(['', 'closed']);
  });

  it('aborts when a send is over the limit, and names both numbers', async () => {
    const { dialled, accepted } = await pair({ kind: 'datagram', maxSendBytes: 10 });
    expect(dialled.connection.send(new Uint8Array(11))).toBe(false);
    await dialled.connection.close();
    expect(dialled.error).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: 'a send of 11 bytes is over the limit of 10',
    });
    expect(accepted.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('drops what is queued when aborted, and tells the far end that it is lost', async () => {
    const { dialled, accepted } = await pair();
    const reason = new Error('enough');
    dialled.connection.send(Buffer.from('never'));
    dialled.connection.abort(reason);
    expect(dialled.connection.bufferedBytes).toBe(0);
    expect(dialled.log).toEqual([]);
    await dialled.connection.close();
    expect(dialled.error).toBe(reason);
    expect(accepted.log).toEqual(['closed']);
    expect(accepted.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('cuts a far end that stays paused after the grace of close', async () => {
    const clock = new VirtualClock();
    const { dialled, accepted } = await pair({ clock, closeGraceMs: 300 });
    accepted.connection.pause?.();
    dialled.connection.send(Buffer.from('never'));
    const closing = dialled.connection.close();
    await clock.advanceAsync(299);
    expect(dialled.log).toEqual([]);
    await clock.advanceAsync(1);
    await closing;
    expect(dialled.error?.message).toBe('the far end did not close within 300 ms');
    expect(accepted.log).toEqual(['closed']);
  });

  it('leaves no timer and no listener of a signal behind', async () => {
    const clock = new VirtualClock();
    const { dialled } = await pair({ clock });
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...given);
    };
    const closing = dialled.connection.close({ signal });
    expect([clock.timers, listeners]).toEqual([1, 1]);
    await closing;
    expect([clock.timers, listeners]).toEqual([0, 0]);
  });
});
