import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { rejection, TransportEnd } from '@net/testing';
import { Kind, payloadOf, sessionIdOf, writeClose, writeDatagram } from '../src/datagram.ts';
import { dial } from '../src/dial.ts';
import { udp, type UdpOptions } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { newStats } from '../src/stats.ts';
import { Ticker } from '../src/ticker.ts';
import { hex } from './support/hex.ts';
import { type Peer, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const COOKIE = new Uint8Array(16).fill(7);

describe('a dial', () => {
  it('says hello again until it is answered, and then sends the cookie back', async () => {
    const peer = await scene.socket();
    const dialling = scene.dial(udp(), peer.address);
    const hello = await peer.nth(1);
    expect(hex(hello)).toMatch(/^11[0-9a-f]{16}0{32}$/);
    expect(hex(await peer.nth(2))).toBe(hex(hello));
    const id = sessionIdOf(hello);
    await reply(peer, writeDatagram(Kind.Challenge, id, COOKIE));
    const open = await peer.nth(3);
    expect(hex(open)).toBe(hex(writeDatagram(Kind.Open, id, COOKIE)));
    await reply(peer, writeDatagram(Kind.Accept, id));
    await dialling;
  });

  it('draws another session id each time', async () => {
    const peer = await scene.socket();
    const attempts = [1, 2, 3].map(() => rejection(scene.dial(udp(), peer.address, timeout())));
    await Promise.all(attempts);
    const ids = peer.received.map(({ bytes }) => hex(bytes.subarray(1, 9)));
    expect(new Set(ids).size).toBe(3);
  });

  it('believes nobody but the peer it has dialled', async () => {
    const peer = await scene.socket();
    const stranger = await scene.socket();
    const transport = udp({ connected: false });
    const dialling = scene.dial(transport, peer.address);
    const id = sessionIdOf(await peer.nth(1));
    await reply(peer, writeDatagram(Kind.Accept, id), stranger);
    await reply(peer, writeClose(id, 25), stranger);
    await reply(peer, writeDatagram(Kind.Accept, { idHigh: 0, idLow: 0 }));
    await reply(peer, writeDatagram(Kind.Challenge, id, COOKIE));
    expect((await peer.nth(2))[0]).toBe(Kind.Open);
    expect(transport.stats().unknownSession).toBe(3);
    await reply(peer, writeDatagram(Kind.Accept, id));
    await dialling;
  });

  it('fails with CONNECTION_REFUSED when the peer says no', async () => {
    const peer = await scene.socket();
    const dialling = rejection(scene.dial(udp(), peer.address));
    await reply(peer, writeClose(sessionIdOf(await peer.nth(1)), 25));
    expect(await dialling).toMatchObject({
      code: 'CONNECTION_REFUSED',
      message: expect.stringContaining('close code 25'),
    });
  });

  it('tells the peer when it is called off half-way', async () => {
    const peer = await scene.socket();
    const controller = new AbortController();
    const reason = new Error('enough');
    const dialling = rejection(scene.dial(udp(), peer.address, controller.signal));
    const id = sessionIdOf(await peer.nth(1));
    await reply(peer, writeDatagram(Kind.Challenge, id, COOKIE));
    await peer.nth(2);
    controller.abort(reason);
    expect(await dialling).toBe(reason);
    expect(hex(await peer.nth(3))).toBe(hex(writeClose(id, 1)));
  });

  it('opens at once when plain, and sends nothing by itself', async () => {
    const peer = await scene.socket();
    const end = await scene.dial(udp({ plain: true }), peer.address);
    end.send('first');
    expect((await peer.nth(1)).toString()).toBe('first');
    expect(peer.received).toHaveLength(1);
  });

  it('hands on what open throws, and leaves nothing open', async () => {
    const bound = await scene.listen(udp());
    const failure = new Error('not today');
    const dialling = udp().dial(bound.address, () => {
      throw failure;
    });
    expect(await rejection(dialling)).toBe(failure);
    expect(await (await bound.next()).untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('a dialled session', () => {
  it('leaves no timer behind when it ends', async () => {
    const peer = await scene.socket();
    const settings = resolveOptions({ plain: true });
    const ticker = new Ticker(settings.tickMs);
    const [add, remove] = [jest.spyOn(ticker, 'add'), jest.spyOn(ticker, 'remove')];
    const context = { settings, stats: newStats(), ticker };
    const connection = await dial(peer.address, (opened) => new TransportEnd(opened), context);
    expect([add.mock.calls.length, remove.mock.calls.length]).toEqual([1, 0]);
    await connection.close();
    expect(remove.mock.calls).toEqual(add.mock.calls);
  });

  it('asks a silent peer whether it is there, and gives it up if not', async () => {
    const { peer, id, end } = await lonely({ idleTimeoutMs: 200, keepAliveMs: 40 });
    expect(hex(await peer.nth(2))).toBe(hex(writeDatagram(Kind.Ping, id)));
    expect(hex(await peer.nth(3))).toBe(hex(writeDatagram(Kind.Ping, id)));
    expect(await end.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('is lost soon when the system says that nobody listens any more', async () => {
    // Without that report it would last for half a minute.
    const { end, peer, transport } = await lonely({ keepAliveMs: 40 });
    await peer.close();
    end.send('anyone?');
    expect(await end.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(transport.stats().sendFailed).toBeLessThan(10);
  });

  it('is lost at once for that reason when plain', async () => {
    const peer = await scene.socket();
    const end = await scene.dial(udp({ plain: true }), peer.address);
    await peer.close();
    end.send('anyone?');
    const error = await end.untilClosed();
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', cause: { code: 'ECONNREFUSED' } });
  });

  it('is not told, and goes on when a plain peer comes back, without a connected socket', async () => {
    const peer = await scene.socket();
    const { port } = peer;
    const end = await scene.dial(udp({ plain: true, connected: false }), peer.address);
    await peer.close();
    end.send('anyone?');
    const successor = await scene.socket('127.0.0.1', port);
    end.send('still there?');
    expect((await successor.nth(1)).toString()).toBe('still there?');
    expect(end.closes).toEqual([]);
  });

  it('drops what it is sent without the id of its session', async () => {
    const { peer, transport, id, end } = await lonely();
    const other = { ...id, idLow: id.idLow ^ 1 };
    await reply(peer, writeDatagram(Kind.Data, other, COOKIE));
    await reply(peer, writeClose(other, 0));
    await reply(peer, writeDatagram(Kind.Data, id, payloadOf(new Uint8Array(12))));
    await end.untilReceived(3);
    expect(end.receivedBytes).toBe(3);
    expect(end.closes).toEqual([]);
    expect(transport.stats().unknownSession).toBe(2);
  });
});

/** A session with a socket that only says yes. */
async function lonely(options: UdpOptions = {}) {
  const peer = await scene.socket();
  const transport = udp(options);
  const dialling = scene.dial(transport, peer.address);
  const id = sessionIdOf(await peer.nth(1));
  await reply(peer, writeDatagram(Kind.Accept, id));
  return { peer, transport, id, end: await dialling };
}

/** Send to whoever `peer` has heard first, from `from` if not from itself. */
async function reply(peer: Peer, datagram: Uint8Array, from: Peer = peer): Promise<void> {
  const { port } = peer.received[0]?.from ?? { port: 0 };
  await from.send(datagram, `udp://127.0.0.1:${port}`);
}

function timeout(): AbortSignal {
  return AbortSignal.timeout(100);
}
