import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { StreamChannel } from '../src/stream-channel.ts';
import { End } from './support/end.ts';
import { Scene, trusting } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const KIB = 1024;

describe('StreamChannel', () => {
  it.each(['GOING_AWAY', 'FRAME_TOO_LARGE', 'SLOW_CONSUMER', 'TOO_MANY_SESSIONS', 'OVERLOADED'])(
    'tells the peer that it was aborted for %s, from either end',
    async (code) => {
      const [dialled, accepted] = await scene.pair();
      accepted.connection.abort(new NetError(code, 'a text that stays here'));
      const error = await dialled.untilClosed();
      expect(error).toMatchObject({ code });
      expect(String(error)).not.toContain('a text that stays here');
      const [other, accepting] = await scene.pair();
      other.connection.abort(new NetError(code, ''));
      expect(await accepting.untilClosed()).toMatchObject({ code });
    },
  );

  it('says false from 64 KiB of waiting bytes on, and then calls onDrain', async () => {
    const [dialled, accepted] = await scene.pair();
    const { connection } = dialled;
    accepted.connection.pause?.();
    while (connection.send(new Uint8Array(16 * KIB)));
    expect(connection.bufferedBytes).toBeGreaterThanOrEqual(64 * KIB);
    expect(connection.bufferedBytes).toBeLessThan(80 * KIB);
    expect(dialled.drains).toBe(0);
    accepted.connection.resume?.();
    await dialled.until(() => dialled.drains === 1);
    expect(connection.bufferedBytes).toBeLessThan(64 * KIB);
  });

  it('cuts a peer that does not end its side', async () => {
    const dialler = trusting({ closeTimeoutMs: 50 });
    const [dialled, accepted] = await scene.pairOf(trusting(), dialler);
    accepted.connection.pause?.();
    dialled.connection.send(new Uint8Array(8 * KIB * KIB));
    await dialled.connection.close();
    expect(dialled.closes[0]).toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringMatching(/did not end its side in 50 ms, \d+ bytes are unsent/),
    });
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('gives a peer that ends its side what is queued', async () => {
    const [dialled, accepted] = await scene.pair();
    accepted.connection.send(new Uint8Array(2 * KIB * KIB));
    await dialled.connection.close();
    expect(dialled.receivedBytes).toBe(2 * KIB * KIB);
    expect(await accepted.untilClosed()).toBeUndefined();
  });

  it('drops what comes after it was closed while paused', async () => {
    const [dialled, accepted] = await scene.pair();
    dialled.connection.pause?.();
    accepted.send('unread');
    await dialled.connection.close();
    expect(dialled.receivedBytes).toBe(0);
    expect(await accepted.untilClosed()).toBeUndefined();
  });

  it('begins with the byte 00 where its protocol says so, and with no other', () => {
    const { channel, end, aborts } = acceptedChannel(true);
    channel.onData(Buffer.from('00', 'hex'));
    channel.onData(Buffer.from('0001', 'hex'));
    expect(end.received.toString('hex')).toBe('0001');
    const other = acceptedChannel(true);
    other.channel.onData(Buffer.from('0168', 'hex'));
    expect(other.end.receivedBytes).toBe(0);
    expect(other.aborts).toEqual([4]);
    expect(aborts).toEqual([]);
  });

  it('begins with the data in any other protocol', async () => {
    const { channel, end } = acceptedChannel(false);
    channel.onData(Buffer.from('0001', 'hex'));
    expect(end.received.toString('hex')).toBe('0001');
    const raw = trusting({ tls: { alpn: ['raw'] } });
    const bound = await scene.listen(raw);
    const dialled = await scene.dial(raw, bound.address);
    dialled.send('plain');
    const accepted = await bound.next();
    await accepted.untilReceived(5);
    expect(accepted.received.toString()).toBe('plain');
  });
});

/** A channel of the peer without a session behind it. */
function acceptedChannel(hasPreface: boolean) {
  const aborts: number[] = [];
  const channel = new StreamChannel({
    local: 'quic://127.0.0.1:1',
    remote: 'quic://127.0.0.1:2',
    closeTimeoutMs: 1000,
    hasPreface,
    onEnding() {},
    onFinished() {},
    onAborted: (_, code) => void aborts.push(code),
  });
  const end = new End(channel);
  channel.accept({
    id: 0,
    bufferedBytes: 0,
    write: () => true,
    end() {},
    reset() {},
    stopSending() {},
    pause() {},
    resume() {},
  });
  channel.attach(end);
  return { channel, end, aborts };
}
