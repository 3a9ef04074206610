import { afterEach, describe, expect, it } from '@jest/globals';
import { type Connection, NetError } from '@net/core';
import { type Bound, TransportEnd } from '@net/testing';
import { Kind, payloadOf, writeDatagram, writeHello } from '../src/datagram.ts';
import { udp } from '../src/index.ts';
import { UdpConnection } from '../src/udp-connection.ts';
import { bytes, hex } from './support/hex.ts';
import { ID } from './support/reception.ts';
import { type Peer, Scene } from './support/scene.ts';
import { StuckSocket } from './support/stuck-socket.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('a session over UDP', () => {
  it('names both its ends, its kind and its limit', async () => {
    const [dialled, accepted, bound] = await scene.pair(udp());
    const { connection } = dialled;
    expect(connection).toMatchObject({ kind: 'datagram', maxSendBytes: 1200, bufferedBytes: 0 });
    expect(connection.remote).toBe(bound.address);
    expect(accepted.connection.remote).toBe(connection.local);
    expect(accepted.connection.local).toBe(bound.address);
    expect('pause' in connection || 'resume' in connection).toBe(false);
  });

  it.each(['dialled', 'accepted'])('tells the far end of a close by the %s end', async (closer) => {
    const [dialled, accepted] = await scene.pair(udp());
    const [from, to] = closer === 'dialled' ? [dialled, accepted] : [accepted, dialled];
    from.send('last words');
    await from.connection.close();
    expect(await to.untilClosed()).toBeUndefined();
    expect(to.received.toString()).toBe('last words');
    expect([from.closes, to.closes]).toEqual([[undefined], [undefined]]);
  });

  it.each(['dialled', 'accepted'])('tells the far end of an abort by the %s end', async (who) => {
    const [dialled, accepted] = await scene.pair(udp());
    const [from, to] = who === 'dialled' ? [dialled, accepted] : [accepted, dialled];
    from.connection.abort(new Error('a secret'));
    const error = await to.untilClosed();
    expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(error?.message).toContain('65535');
    expect(error?.message).not.toContain('secret');
  });

  it('tells the far end the close code of an abort that has one', async () => {
    const [dialled, accepted] = await scene.pair(udp());
    accepted.connection.abort(new NetError('RATE_LIMITED', 'too much'));
    const error = await dialled.untilClosed();
    expect(error).toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringMatching(/ 23$/),
    });
  });

  it('aborts with both numbers when a send is over the limit, and sends nothing', async () => {
    const [dialled, accepted] = await scene.pair(udp());
    expect(dialled.connection.send(new Uint8Array(1200))).toBe(true);
    expect(dialled.connection.send(new Uint8Array(1201))).toBe(false);
    expect(dialled.closes).toEqual([]);
    expect(await dialled.untilClosed()).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: 'a send of 1201 bytes is over the limit of 1200',
    });
    await accepted.untilClosed();
    expect(accepted.receivedBytes).toBe(1200);
  });

  it('says false to sends after its end, and sends none of them', async () => {
    const [dialled, accepted] = await scene.pair(udp());
    const closing = dialled.connection.close();
    expect(dialled.send('too late')).toBe(false);
    await closing;
    expect(dialled.send('much too late')).toBe(false);
    await accepted.untilClosed();
    expect(accepted.receivedBytes).toBe(0);
  });

  it('hands over nothing that comes after its close', async () => {
    const { peer, bound, end } = await opened();
    void end.connection.close();
    await peer.send(writeDatagram(Kind.Data, ID, bytes('01')), bound.address);
    await end.untilClosed();
    expect(end.receivedBytes).toBe(0);
  });
});

describe('a session over UDP, on the wire', () => {
  it('sends data, and the notice of its close behind it', async () => {
    const { peer, end } = await opened();
    end.send('hi');
    await end.connection.close();
    expect(hex(await peer.nth(3))).toBe('1501020304050607086869');
    expect(hex(await peer.nth(4))).toBe('1801020304050607080000');
  });

  it('answers a ping with a pong', async () => {
    const { peer, bound } = await opened();
    await peer.send(bytes('16 0102030405060708'), bound.address);
    expect(hex(await peer.nth(3))).toBe('170102030405060708');
  });

  it('does not answer a pong, a challenge or an accept', async () => {
    const { peer, bound } = await opened();
    await peer.send(bytes('17 0102030405060708'), bound.address);
    await peer.send(bytes('14 0102030405060708'), bound.address);
    await peer.send(bytes(`12 0102030405060708 ${'00'.repeat(16)}`), bound.address);
    await peer.send(bytes('16 0102030405060708'), bound.address);
    await peer.nth(3);
    expect(peer.received).toHaveLength(3);
  });

  it('ends once, without an answer, when the peer says close', async () => {
    const { peer, bound, end } = await opened();
    await peer.send(bytes('18 0102030405060708 0000'), bound.address);
    await peer.send(bytes('18 0102030405060708 0000'), bound.address);
    expect(await end.untilClosed()).toBeUndefined();
    const other = await scene.dial(udp(), bound.address);
    other.send('still here');
    await (await bound.next()).untilReceived(10);
    expect(end.closes).toHaveLength(1);
    expect(peer.received).toHaveLength(2);
  });

  it('ends when its peer begins anew from the same port', async () => {
    const { peer, bound, end } = await opened();
    const id = { idHigh: 9, idLow: 9 };
    await peer.send(writeHello(id), bound.address);
    const challenge = await peer.nth(3);
    await peer.send(writeDatagram(Kind.Open, id, payloadOf(challenge)), bound.address);
    expect(await end.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    const next = await bound.next();
    await peer.send(writeDatagram(Kind.Data, id, bytes('c0ffee')), bound.address);
    await next.untilReceived(3);
  });
});

describe('a plain session', () => {
  it('sends and receives packets without a header, and no notice of its close', async () => {
    const bound = await scene.listen(udp({ plain: true }));
    const peer = await scene.socket();
    await peer.send(bytes('c0ffee'), bound.address);
    const end = await bound.next();
    await end.untilReceived(3);
    end.send('hi');
    await end.connection.close();
    await peer.send(bytes('01'), bound.address);
    const next = await bound.next();
    next.send('again');
    expect((await peer.nth(1)).toString()).toBe('hi');
    expect((await peer.nth(2)).toString()).toBe('again');
  });
});

describe('a session over UDP when the system takes no more', () => {
  it('says false at 64 KiB, counts what waits, and calls onDrain once there is room', async () => {
    const { stuck, end } = await busy();
    expect(end.connection.send(new Uint8Array(65_000))).toBe(true);
    expect(end.connection.send(new Uint8Array(1000))).toBe(false);
    expect(end.connection.bufferedBytes).toBe(66_018);
    expect(end.drains).toBe(0);
    stuck.isBusy = false;
    await end.until(() => end.drains > 0);
    expect(end.connection.send(new Uint8Array(1))).toBe(true);
    expect(end.drains).toBe(1);
  });

  it('sends what waits before it is closed, and the notice after that', async () => {
    const { stuck, end } = await busy();
    for (const value of ['1', '2']) end.send(value);
    const closing = end.connection.close();
    expect(end.closes).toEqual([]);
    stuck.isBusy = false;
    await closing;
    expect(stuck.taken).toEqual([
      '15010203040506070831',
      '15010203040506070832',
      '1801020304050607080000',
    ]);
    expect(end.closes).toEqual([undefined]);
  });

  it('hands over nothing meanwhile', async () => {
    const { stuck, end, connection } = await busy();
    end.send('1');
    const closing = end.connection.close();
    connection.receive(Kind.Data, writeDatagram(Kind.Data, ID, bytes('c0ffee')));
    stuck.isBusy = false;
    await closing;
    expect(end.receivedBytes).toBe(0);
  });

  it('waits for that no longer than its time', async () => {
    const { end } = await busy(20);
    end.send('1');
    await end.connection.close();
    expect(end.closes).toEqual([
      expect.objectContaining({
        code: 'CONNECTION_LOST',
        message: '21 bytes to udp://127.0.0.1:9 are unsent after 20 ms',
      }),
    ]);
  });

  it('waits for it no longer than its signal allows', async () => {
    const { end } = await busy();
    const reason = new Error('no more time');
    end.send('1');
    await end.connection.close({ signal: AbortSignal.abort(reason) });
    expect(end.closes).toEqual([reason]);
  });

  it('drops what waits when it is aborted', async () => {
    const { stuck, end, other } = await busy();
    for (const value of ['1', '2']) end.send(value);
    end.connection.abort();
    await end.untilClosed();
    other.send('3');
    stuck.isBusy = false;
    await other.connection.close();
    expect(stuck.taken).toEqual([
      '15010203040506070831',
      '15010203040506070833',
      '1801020304050607080000',
    ]);
  });
});

/** Two sessions on a socket that is stuck. */
async function busy(closeTimeoutMs = 5000) {
  const stuck = await StuckSocket.create();
  scene.after(() => stuck.socket.close());
  const opened: TransportEnd[] = [];
  const owner = {
    socket: stuck.socket,
    isPlain: false,
    closeTimeoutMs,
    openConnection: (connection: Connection) =>
      opened[opened.push(new TransportEnd(connection)) - 1] as TransportEnd,
    onEnd() {},
  };
  const [connection, other] = [1, 2].map(() => new UdpConnection(owner, '127.0.0.1', 9, ID));
  for (const each of [connection, other]) each?.open();
  // Both have called openConnection.
  return { stuck, connection: connection!, end: opened[0]!, other: opened[1]! };
}

/** A session that a socket without this package has opened by hand. */
async function opened(): Promise<{ peer: Peer; bound: Bound; end: TransportEnd }> {
  const bound = await scene.listen(udp());
  const peer = await scene.socket();
  await peer.send(writeHello(ID), bound.address);
  const challenge = await peer.nth(1);
  await peer.send(writeDatagram(Kind.Open, ID, payloadOf(challenge)), bound.address);
  expect(hex(await peer.nth(2))).toBe('140102030405060708');
  return { peer, bound, end: await bound.next() };
}
