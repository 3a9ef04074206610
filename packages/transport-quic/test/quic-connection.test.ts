import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { Scene, trusting } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('QuicConnection', () => {
  it('opens a channel that the peer hears of before anything is sent on it', async () => {
    const [dialled, accepted] = await scene.pair();
    dialled.openChannel();
    const channel = await accepted.channel(0);
    expect(channel.receivedBytes).toBe(0);
    expect(channel.connection.kind).toBe('stream');
    expect(channel.connection.remote).toBe(accepted.connection.remote);
  });

  it('carries bytes both ways on channels of both ends', async () => {
    const [dialled, accepted] = await scene.pair();
    const mine = dialled.openChannel();
    const yours = accepted.openChannel();
    mine.send('from the dialler');
    yours.send('from the acceptor');
    const atPeer = await accepted.channel(0);
    const here = await dialled.channel(0);
    await atPeer.untilReceived(16);
    await here.untilReceived(17);
    atPeer.send('answer');
    await mine.untilReceived(6);
    expect(atPeer.received.toString()).toBe('from the dialler');
    expect(here.received.toString()).toBe('from the acceptor');
    expect(mine.received.toString()).toBe('answer');
  });

  it('goes on with other channels while one is not read', async () => {
    const [dialled, accepted] = await scene.pair();
    const stuck = dialled.openChannel();
    (await accepted.channel(0)).connection.pause?.();
    while (stuck.connection.send(new Uint8Array(64 * 1024)));
    const free = dialled.openChannel();
    free.send('overtakes');
    dialled.send('too');
    await (await accepted.channel(1)).untilReceived(9);
    await accepted.untilReceived(3);
    expect(accepted.channels[0]?.receivedBytes).toBe(0);
  });

  it('closes a channel by itself, with all that was sent', async () => {
    const [dialled, accepted] = await scene.pair();
    const channel = dialled.openChannel();
    channel.send('last words');
    await channel.connection.close();
    const atPeer = await accepted.channel(0);
    expect(await atPeer.untilClosed()).toBeUndefined();
    expect(atPeer.received.toString()).toBe('last words');
    dialled.send('alive');
    await accepted.untilReceived(5);
  });

  it('aborts a channel with a code, and keeps the connection and its other channels', async () => {
    const [dialled, accepted] = await scene.pair();
    const [one, other] = [dialled.openChannel(), dialled.openChannel()];
    const reason = new NetError('RATE_LIMITED', 'too fast');
    one.connection.abort(reason);
    expect(await one.untilClosed()).toBe(reason);
    const atPeer = await accepted.channel(0);
    expect(await atPeer.untilClosed()).toMatchObject({ code: 'RATE_LIMITED' });
    other.send('on');
    await (await accepted.channel(1)).untilReceived(2);
    expect(dialled.closes).toEqual([]);
  });

  it('closes its channels with it, and loses nothing on them', async () => {
    const [dialled, accepted] = await scene.pair();
    const channel = dialled.openChannel();
    channel.connection.send(new Uint8Array(300_000));
    dialled.send('bye');
    await dialled.connection.close();
    const atPeer = await accepted.channel(0);
    expect(await atPeer.untilClosed()).toBeUndefined();
    expect(atPeer.receivedBytes).toBe(300_000);
    expect(channel.closes).toEqual([undefined]);
    expect(await accepted.untilClosed()).toBeUndefined();
  });

  it('opens no channel once it closes', async () => {
    const [dialled] = await scene.pair();
    const closing = dialled.connection.close();
    expect(() => dialled.openChannel()).toThrow(NetError);
    await closing;
  });

  it('refuses channels when its handler does not know of them', async () => {
    const listener = await trusting().listen('quic://127.0.0.1:0', () => plainHandler);
    scene.after(() => listener.close());
    const dialled = await scene.dial(trusting(), listener.address);
    const channel = dialled.openChannel();
    expect(await channel.untilClosed()).toMatchObject({ code: 'GOING_AWAY' });
    expect(dialled.closes).toEqual([]);
  });

  it('waits with a channel until the peer allows one more', async () => {
    const [dialled, accepted] = await scene.pairOf(trusting({ maxStreams: 3 }), trusting());
    const channels = Array.from({ length: 6 }, () => dialled.openChannel());
    for (const [index, channel] of channels.entries()) channel.send(`channel ${index}`);
    await (await accepted.channel(1)).untilReceived(9);
    expect(accepted.channels).toHaveLength(2);
    for (const [index, channel] of channels.entries()) {
      const atPeer = await accepted.channel(index);
      await atPeer.untilReceived(9);
      expect(atPeer.received.toString()).toBe(`channel ${index}`);
      await channel.connection.close();
    }
  });

  it('sends datagrams, whole and each at most once', async () => {
    const [dialled, accepted] = await scene.pair();
    const most = dialled.connection.maxDatagramBytes;
    expect(most).toBeGreaterThan(1000);
    expect(dialled.connection.sendDatagram(Buffer.from('small'))).toBe(true);
    expect(dialled.connection.sendDatagram(new Uint8Array(most))).toBe(true);
    await accepted.until(() => accepted.datagrams.length === 2);
    expect(accepted.datagrams.map(({ length }) => length)).toEqual([5, most]);
    expect(accepted.receivedBytes).toBe(0);
  });

  it('hears of datagrams that overtake the first byte of the message stream', async () => {
    const bound = await scene.listen(trusting());
    const dialled = await scene.dial(trusting(), bound.address);
    dialled.connection.sendDatagram(Buffer.from('early'));
    const accepted = await bound.next();
    await accepted.until(() => accepted.datagrams.length > 0);
    expect(accepted.datagrams.map(String)).toEqual(['early']);
  });

  it('drops a datagram that is too large, or that the peer does not take', async () => {
    const [dialled] = await scene.pair();
    const tooLarge = new Uint8Array(dialled.connection.maxDatagramBytes + 1);
    expect(dialled.connection.sendDatagram(tooLarge)).toBe(false);
    const [other] = await scene.pairOf(trusting({ datagrams: false }), trusting());
    expect(other.connection.maxDatagramBytes).toBe(0);
    expect(other.connection.sendDatagram(new Uint8Array(1))).toBe(false);
  });

  it('drops datagrams over what may wait, and says so', async () => {
    const [dialled] = await scene.pair();
    const send = (): boolean => dialled.connection.sendDatagram(new Uint8Array(1000));
    const sent = Array.from({ length: 300 }, send);
    expect(sent[0]).toBe(true);
    expect(sent.at(-1)).toBe(false);
  });

  it('drops datagrams while it is paused', async () => {
    const [dialled, accepted] = await scene.pair();
    accepted.connection.pause?.();
    dialled.connection.sendDatagram(Buffer.from('unheard'));
    const channel = dialled.openChannel();
    channel.send('mark');
    await (await accepted.channel(0)).untilReceived(4);
    accepted.connection.resume?.();
    dialled.connection.sendDatagram(Buffer.from('heard'));
    await accepted.until(() => accepted.datagrams.length > 0);
    expect(accepted.datagrams.map(String)).toEqual(['heard']);
  });

  it('says what the handshake settled', async () => {
    const [dialled, accepted] = await scene.pair();
    expect(dialled.connection.handshake).toMatchObject({ alpn: 'net/1', isResumed: false });
    expect(dialled.connection.handshake.peerCertificate).toBeDefined();
    expect(accepted.connection.handshake.peerCertificate).toBeUndefined();
  });

  it('ends its channels when it is aborted', async () => {
    const [dialled, accepted] = await scene.pair();
    const channel = dialled.openChannel();
    await accepted.channel(0);
    dialled.connection.abort(new NetError('OVERLOADED', 'enough'));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'OVERLOADED' });
    expect(await accepted.channels[0]?.untilClosed()).toMatchObject({ code: 'OVERLOADED' });
    await channel.untilClosed();
  });
});

const plainHandler = { onData() {}, onDrain() {}, onClose() {} };
