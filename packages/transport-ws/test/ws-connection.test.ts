import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Connection, NetError } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { type Bound, CertificateAuthority, TransportEnd, VirtualClock } from '@net/testing';
import { type WebSocket, WebSocketServer } from 'ws';
import { Heartbeats } from '../src/heartbeats.ts';
import { ws } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { WebSocketTransport } from '../src/ws.ts';
import { masked } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };
const KIB = 1024;
const BATCH = ['Sec-WebSocket-Protocol: net.batch'];

describe('WsConnection', () => {
  it('is a stream between peers that know net.batch, and messages otherwise', async () => {
    const [dialled, accepted, bound] = await scene.pair(ws());
    const kinds = [dialled, accepted].map(({ connection }) => connection.kind);
    expect(kinds).toEqual(['stream', 'stream']);
    expect(dialled.connection.maxSendBytes).toBe(Infinity);
    const plain = await scene.dial(ws({ batch: false }), bound.address);
    expect(plain.connection.kind).toBe('message');
    expect(plain.connection.maxSendBytes).toBe(1_048_640);
    expect((await bound.next()).connection.kind).toBe('message');
  });

  it('sends the frames of a turn in one piece', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    const chunks: string[] = [];
    peer.socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString('hex')));
    for (const text of ['a', '', 'bc']) accepted.send(text);
    await peer.untilHex('820161 8200 82026263');
    expect(chunks).toEqual(['820161820082026263']);
  });

  it('cuts a stream into messages of 64 KiB', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound, BATCH);
    accepted.connection.send(Buffer.alloc(64 * KIB + 2, 0x61));
    await peer.untilHex('82026161');
    expect(peer.hex.startsWith('827f0000000000010000')).toBe(true);
    expect(peer.hex).toHaveLength(2 * (10 + 64 * KIB + 2 + 2));
  });

  it('cuts a stream into messages of what it may send', async () => {
    const bound = await scene.listen(ws({ maxPayloadBytes: 125 }));
    const [peer, accepted] = await scene.upgraded(bound, BATCH);
    accepted.connection.send(Buffer.alloc(126, 0x61));
    accepted.send('');
    accepted.send('b');
    await peer.untilHex('820162');
    expect(peer.hex).toBe(`827d${'61'.repeat(125)}820161820162`);
  });

  it('hands over a stream without empty chunks', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound, BATCH);
    const sizes: number[] = [];
    accepted.whenData = ({ length }) => void sizes.push(length);
    peer.send(masked('82', ''), masked('82', 'a'));
    await accepted.untilReceived(1);
    expect(sizes).toEqual([1]);
  });

  it('ends when a message is over the limit, and sends nothing of it', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    expect(accepted.connection.send(Buffer.alloc(1_048_641))).toBe(false);
    expect(await accepted.untilClosed()).toMatchObject({
      code: 'MESSAGE_TOO_LARGE',
      message: 'a message of 1048641 bytes is over the limit of 1048640',
    });
    await peer.untilClosed();
    expect(peer.hex).toBe('');
  });

  it('masks what it sends when it has dialled', async () => {
    let frame = '';
    const bound = await scene.listen(ws());
    const port = await scene.server((client) => {
      void scene.socket(bound.address).then((upstream) => {
        upstream.pipe(client);
        client.on('data', (chunk: Buffer) => {
          upstream.write(chunk);
          if (chunk[0] === 0x82) frame += chunk.toString('hex');
        });
      });
    });
    const dialled = await scene.dial(ws(), `ws://127.0.0.1:${port}`);
    const accepted = await bound.next();
    dialled.send('hello');
    await accepted.untilReceived(5);
    expect(accepted.received.toString()).toBe('hello');
    expect(frame).toMatch(/^8285/);
    expect(frame).not.toContain(Buffer.from('hello').toString('hex'));
  });

  it('says false from 64 KiB of waiting bytes on', async () => {
    const [dialled, accepted] = await scene.pair(ws());
    const { connection } = dialled;
    accepted.connection.pause?.();
    while (connection.send(Buffer.alloc(16 * KIB)));
    expect(connection.bufferedBytes).toBeGreaterThanOrEqual(64 * KIB);
    expect(connection.bufferedBytes).toBeLessThan(128 * KIB);
    expect(dialled.drains).toBe(0);
  });

  it('says true in a turn in which the kernel takes all', async () => {
    const [dialled, accepted] = await scene.pair(ws({ batch: false }));
    const answers = Array.from({ length: 2000 }, () => dialled.send('x'.repeat(64)));
    expect(answers.filter((isFree) => !isFree)).toEqual([]);
    await accepted.untilReceived(2000 * 64);
  });

  it('calls onDrain once less than 64 KiB wait, and only after a false', async () => {
    const [dialled, accepted] = await scene.pair(ws());
    const { connection } = dialled;
    const waiting: number[] = [];
    dialled.whenDrain = () => void waiting.push(connection.bufferedBytes);
    accepted.connection.pause?.();
    expect(connection.send(Buffer.alloc(16 * KIB * KIB))).toBe(false);
    accepted.connection.resume?.();
    await accepted.untilReceived(16 * KIB * KIB);
    await dialled.until(() => dialled.drains > 0);
    expect(waiting).toHaveLength(1);
    expect(waiting[0]).toBeLessThan(64 * KIB);
  });

  it('shows the progress of one large send as the peer reads it', async () => {
    const [dialled, accepted] = await scene.pair(ws());
    const seen = new Set<number>();
    accepted.whenData = () => void seen.add(dialled.connection.bufferedBytes);
    accepted.connection.pause?.();
    dialled.connection.send(Buffer.alloc(16 * KIB * KIB));
    accepted.connection.resume?.();
    await accepted.untilReceived(16 * KIB * KIB);
    expect(seen.size).toBeGreaterThan(3);
  });

  it.each(['ws://127.0.0.1:0', 'wss://127.0.0.1:0'])(
    'keeps the order of small and large sends over %s',
    async (address) => {
      const [dialled, accepted] = await scene.pair(ws({ tls }), address);
      accepted.connection.pause?.();
      const sizes = [1, 70_000, 3, 65_536, 65_535, 200_000, 0, 5, 5, 300_000, 1, 1, 1];
      const sent = Array.from({ length: 8 }, () => sizes)
        .flat()
        .map((size, index) => Buffer.alloc(size, index));
      const expected = Buffer.concat(sent);
      for (const bytes of sent) dialled.connection.send(bytes);
      accepted.connection.resume?.();
      await accepted.untilReceived(expected.length);
      expect(Buffer.compare(accepted.received, expected)).toBe(0);
    },
  );

  it('holds the messages of one read behind the one at which it was paused', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.whenData = () => accepted.connection.pause?.();
    peer.send(...['a', 'b', 'c'].map((text) => masked('82', text)));
    await accepted.untilReceived(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(accepted.received.toString()).toBe('a');
    accepted.whenData = () => {};
    accepted.connection.resume?.();
    await accepted.untilReceived(3);
    expect(accepted.received.toString()).toBe('abc');
  });

  it('hands over what was held before it says that the peer has closed', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.whenData = () => accepted.connection.pause?.();
    const close = masked('88', Buffer.from('03e8', 'hex'));
    peer.send(masked('82', 'a'), masked('82', 'b'), close);
    peer.socket.end();
    await accepted.untilReceived(1);
    await pastTheEnd();
    expect(accepted.closes).toEqual([]);
    accepted.whenData = () => {};
    accepted.connection.resume?.();
    await accepted.untilClosed();
    expect(accepted.received.toString()).toBe('ab');
    expect(accepted.closes).toEqual([undefined]);
  });

  it('hands over what was held though the peer is gone', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.whenData = () => accepted.connection.pause?.();
    peer.send(masked('82', 'a'), masked('82', 'b'));
    await accepted.untilReceived(1);
    peer.socket.resetAndDestroy();
    // A paused socket notices only when something is sent.
    const writing = setInterval(() => accepted.send('are you there'), 1);
    scene.after(() => clearInterval(writing));
    await pastTheEnd();
    expect([accepted.receivedBytes, accepted.closes.length]).toEqual([1, 0]);
    accepted.whenData = () => {};
    accepted.connection.resume?.();
    expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(accepted.received.toString()).toBe('ab');
  });

  it('waits with the end for as long as it is paused, message by message', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.whenData = () => accepted.connection.pause?.();
    const close = masked('88', Buffer.from('03e8', 'hex'));
    peer.send(...['a', 'b', 'c'].map((text) => masked('82', text)), close);
    peer.socket.end();
    await accepted.untilReceived(1);
    await pastTheEnd();
    for (let received = 1; received < 3; received += 1) {
      expect([accepted.receivedBytes, accepted.closes.length]).toEqual([received, 0]);
      accepted.connection.resume?.();
      await accepted.untilReceived(received + 1);
    }
    await accepted.connection.close();
    expect(accepted.closes).toEqual([undefined]);
  });

  it('may be paused from inside open', async () => {
    const bound = await scene.listen(ws());
    let end: TransportEnd | undefined;
    const connection = await ws().dial(bound.address, (opened) => {
      opened.pause?.();
      end = new TransportEnd(opened);
      return end;
    });
    scene.after(() => connection.abort());
    (await bound.next()).send('early');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(end?.receivedBytes).toBe(0);
    connection.resume?.();
    await end?.untilReceived(5);
  });

  it('answers a ping with what it holds', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.send(masked('89', 'are you there'));
    await peer.untilHex(`8a0d${Buffer.from('are you there').toString('hex')}`);
    expect(accepted.receivedBytes).toBe(0);
  });

  it('answers a ping, masked, when it has dialled', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    scene.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connected = once(server, 'connection');
    await scene.dial(ws({ batch: false }), `ws://127.0.0.1:${port}`);
    const [webSocket] = (await connected) as [WebSocket];
    const answered = once(webSocket, 'pong');
    webSocket.ping('are you there');
    const [payload] = (await answered) as [Buffer];
    expect(payload.toString()).toBe('are you there');
  });

  it('answers only the last ping of a peer that does not read', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.socket.pause();
    for (let chunk = 0; chunk < 128; chunk += 1) accepted.connection.send(Buffer.alloc(64 * KIB));
    const before = accepted.connection.bufferedBytes;
    for (let ping = 0; ping < 1000; ping += 1) peer.send(masked('89', `ping ${ping}`));
    peer.send(masked('82', 'end'));
    await accepted.untilReceived(3);
    expect(accepted.connection.bufferedBytes).toBeLessThanOrEqual(before);
    peer.socket.resume();
    await peer.untilHex(`8a08${Buffer.from('ping 999').toString('hex')}`);
    expect(peer.text.split('ping ').length).toBe(2);
  });

  it('closes the connection and passes on what open throws', async () => {
    const errors: NetError[] = [];
    const fault = new Error('no handler');
    const server = ws({ onAcceptError: (error) => void errors.push(error) });
    const listener = await server.listen('ws://127.0.0.1:0', (): ConnectionHandler => {
      throw fault;
    });
    scene.after(() => listener.close());
    const dialled = await scene.dial(ws(), listener.address);
    await dialled.untilClosed();
    expect(errors).toMatchObject([{ code: 'INTERNAL_ERROR', cause: fault }]);
  });
});

describe('WsConnection.close', () => {
  it('says so with a close frame, after what is queued', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.send('last');
    const closing = accepted.connection.close();
    expect(accepted.send('too late')).toBe(false);
    await peer.untilHex('82046c617374 880203e8');
    peer.send(masked('82', 'my last'), masked('88', Buffer.from('03e8', 'hex')));
    await closing;
    expect(accepted.received.toString()).toBe('my last');
    expect(accepted.closes).toEqual([undefined]);
  });

  it('answers the close of the peer after what is queued', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.whenData = () => {
      for (let chunk = 0; chunk < 100; chunk += 1) accepted.connection.send(Buffer.alloc(64 * KIB));
    };
    peer.send(masked('82', 'question'), masked('88', Buffer.from('03e8', 'hex')));
    await peer.untilHex('880203e8');
    expect(peer.hex).toHaveLength(2 * (100 * (64 * KIB + 10) + 4));
    await accepted.untilClosed();
    expect(accepted.closes).toEqual([undefined]);
  });

  it('drops what a paused handler has not been given', async () => {
    const [dialled, accepted] = await scene.pair(ws());
    accepted.connection.pause?.();
    dialled.send('unread');
    await accepted.connection.close();
    expect(accepted.receivedBytes).toBe(0);
    expect(accepted.closes).toEqual([undefined]);
  });

  it('cuts a peer that never answers after closeTimeoutMs', async () => {
    const bound = await scene.listen(ws({ closeTimeoutMs: 50 }));
    const [peer, accepted] = await scene.upgraded(bound);
    await accepted.connection.close();
    expect(accepted.closes[0]).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `${accepted.connection.remote} did not answer the close in 50 ms`,
    });
    await peer.untilClosed();
  });

  it('ends at once when its signal is aborted, whoever calls it again', async () => {
    const bound = await scene.listen(ws());
    const [, accepted] = await scene.upgraded(bound);
    const controller = new AbortController();
    const closings = [
      accepted.connection.close(),
      accepted.connection.close({ signal: controller.signal }),
    ];
    controller.abort('no Error, but a reason');
    await Promise.all(closings);
    expect(accepted.closes).toHaveLength(1);
    expect(accepted.closes[0]).toMatchObject({
      code: 'CANCELLED',
      cause: 'no Error, but a reason',
    });
  });

  it('calls no handler from inside open, send, close or abort', async () => {
    const calls: string[] = [];
    const handler = (): ConnectionHandler => ({
      onData: () => void calls.push('onData'),
      onDrain: () => void calls.push('onDrain'),
      onClose: () => void calls.push('onClose'),
    });
    const bound = await scene.listen(ws());
    const connection = await ws().dial(bound.address, (opened: Connection) => {
      opened.send(Buffer.alloc(KIB * KIB));
      void opened.close();
      opened.abort(new NetError('SLOW_CONSUMER', ''));
      expect(calls).toEqual([]);
      return handler();
    });
    await connection.close();
    expect(calls).toEqual(['onClose']);
  });
});

describe('WsConnection.abort', () => {
  it.each([
    ['SLOW_CONSUMER', '880f 0fb6', 'SLOW_CONSUMER'],
    ['BAD_PACKET', '880c 03ea', 'BAD_PACKET'],
    ['TOO_MANY_SESSIONS', '8813 03f5', 'TOO_MANY_SESSIONS'],
    ['GOING_AWAY', '880c 03e9', 'GOING_AWAY'],
  ])('tells the peer of %s by status and name', async (code, start, words) => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    const reason = new NetError(code, 'a text that is not for the peer');
    accepted.connection.abort(reason);
    expect(await accepted.untilClosed()).toBe(reason);
    await peer.untilHex(start + Buffer.from(words).toString('hex'));
    expect(peer.text).not.toContain('not for the peer');
  });

  it.each([
    ['SLOW_CONSUMER', 'SLOW_CONSUMER'],
    ['TOO_MANY_SESSIONS_PER_ADDRESS', 'TOO_MANY_SESSIONS_PER_ADDRESS'],
    ['FRAME_TOO_LARGE', 'FRAME_TOO_LARGE'],
    ['MY_OWN', 'CONNECTION_LOST'],
  ])('shows %s at the far end as %s', async (code, expected) => {
    const [dialled, accepted] = await scene.pair(ws());
    accepted.connection.abort(new NetError(code, ''));
    expect(await dialled.untilClosed()).toMatchObject({ code: expected });
    dialled.connection.abort(new Error('too late'));
    expect(dialled.closes).toHaveLength(1);
  });

  it('drops what waits, and tells a slow peer all the same, once it reads again', async () => {
    const [dialled, accepted] = await scene.pair(ws());
    dialled.connection.pause?.();
    while (accepted.connection.send(Buffer.alloc(64 * KIB)));
    for (let more = 0; more < 100; more += 1) accepted.connection.send(Buffer.alloc(64 * KIB));
    const waiting = accepted.connection.bufferedBytes;
    accepted.connection.abort(new NetError('SLOW_CONSUMER', ''));
    accepted.connection.abort();
    expect(accepted.connection.bufferedBytes).toBeLessThan(waiting - 90 * 64 * KIB);
    await accepted.untilClosed();
    dialled.connection.resume?.();
    expect(await dialled.untilClosed()).toMatchObject({ code: 'SLOW_CONSUMER' });
  });

  it('says nothing to the peer where there is nothing to say', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.connection.abort();
    await peer.untilClosed();
    expect(peer.hex).toBe('');
    expect(await accepted.untilClosed()).toBeUndefined();
  });

  it('calls no onData any more, for what it has read already either', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    accepted.whenData = () => accepted.connection.abort(new NetError('RATE_LIMITED', ''));
    peer.send(masked('82', 'a'), masked('82', 'b'));
    await accepted.untilClosed();
    expect(accepted.received.toString()).toBe('a');
  });
});

describe('WsConnection and a peer that breaks the rules', () => {
  it.each([
    ['an unmasked frame', '820161', '03ea', 'BAD_PACKET'],
    ['a reserved bit', masked('c2', 'a'), '03ea', 'BAD_PACKET'],
    ['a reserved opcode', masked('83', 'a'), '03ea', 'BAD_PACKET'],
    ['a fragmented ping', masked('09', 'a'), '03ea', 'BAD_PACKET'],
    ['a continuation of nothing', masked('80', 'a'), '03ea', 'BAD_PACKET'],
    [
      'a close status that there is not',
      masked('88', Buffer.from('03ee', 'hex')),
      '03ea',
      'BAD_PACKET',
    ],
    ['a message over the limit', '82ff 0000000000100041', '03f1', 'FRAME_TOO_LARGE'],
    ['a length of 2^63', '82ff 8000000000000000', '03ea', 'BAD_PACKET'],
    ['a length of 2^62', '82ff 4000000000000000', '03f1', 'FRAME_TOO_LARGE'],
    ['a ping over 125 bytes', '89fe', '03ea', 'BAD_PACKET'],
    ['half a close status', masked('88', 'x'), '03ea', 'BAD_PACKET'],
  ])('refuses %s', async (_, frame, status, code) => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.send(frame);
    expect(await accepted.untilClosed()).toMatchObject({ code, cause: expect.any(Error) });
    await peer.untilHex(`8802${status}`);
    expect(accepted.receivedBytes).toBe(0);
  });

  it('says the limit that a message is over', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.send('82ff 0000000000100041');
    const { remote } = accepted.connection;
    expect((await accepted.untilClosed())?.message).toBe(
      `a message from ${remote} is over the limit of 1048640 bytes`,
    );
  });

  it('takes a message in 128 fragments, and refuses one in 129', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    const rest = Array.from({ length: 126 }, () => masked('00', 'b'));
    peer.send(masked('02', 'a'), ...rest, masked('80', 'c'));
    await accepted.untilReceived(128);
    peer.send(masked('02', 'a'), ...rest, masked('00', 'b'), masked('80', 'c'));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'BAD_PACKET' });
    await peer.untilHex('880203f0');
  });

  it('counts empty fragments too', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.send(masked('02', ''), masked('00', '').repeat(131_000));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'BAD_PACKET' });
  });

  it('takes a message byte by byte', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    for (const byte of Buffer.from(masked('82', 'slowly') + masked('82', '!'), 'hex')) {
      peer.socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await accepted.untilReceived(7);
    expect(accepted.received.toString()).toBe('slowly!');
  });

  it('is told of a reset, whatever it is in the midst of', async () => {
    const bound = await scene.listen(ws());
    const frame = Buffer.from(masked('82', 'a message'), 'hex');
    for (let bytes = 0; bytes <= frame.length; bytes += 1) {
      const [peer, accepted] = await scene.upgraded(bound);
      peer.socket.write(frame.subarray(0, bytes), () => peer.socket.resetAndDestroy());
      expect(await accepted.untilClosed()).toMatchObject({ code: 'CONNECTION_LOST' });
    }
  });

  it('calls an end without a close frame a lost connection', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.socket.end();
    expect(await accepted.untilClosed()).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `${accepted.connection.remote} ended without a close frame`,
    });
  });

  it('refuses text, and says what to send', async () => {
    const bound = await scene.listen(ws());
    const [peer, accepted] = await scene.upgraded(bound);
    peer.send(masked('81', 'text'), masked('81', 'and more'));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'UNSUPPORTED' });
    const words = Buffer.from('text is not understood here, send binary').toString('hex');
    await peer.untilHex(`882a03eb${words}`);
    expect(accepted.receivedBytes).toBe(0);
  });
});

describe('WsConnection with text', () => {
  it('takes text as its UTF-8 bytes, and sends text', async () => {
    const bound = await scene.listen(ws({ text: true }));
    const [peer, accepted] = await scene.upgraded(bound, BATCH);
    expect(accepted.connection.kind).toBe('message');
    peer.send(masked('81', 'ü'), masked('82', Buffer.from('ff', 'hex')));
    await accepted.untilReceived(3);
    expect(accepted.received.toString('hex')).toBe('c3bcff');
    accepted.send('é');
    await peer.untilHex('8102c3a9');
  });

  it('refuses text that is not UTF-8', async () => {
    const bound = await scene.listen(ws({ text: true }));
    const [peer, accepted] = await scene.upgraded(bound);
    peer.send(masked('81', Buffer.from('ff', 'hex')));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'BAD_PACKET' });
    await peer.untilHex('880203ef');
  });
});

describe('WsConnection and the heartbeat', () => {
  it('pings a silent peer after 20 s, and gives it up after 40', async () => {
    const clock = new VirtualClock();
    const bound = await listenOn(clock);
    const [peer, accepted] = await scene.upgraded(bound);
    // The first look only learns how many bytes there have been.
    clock.advance(5000);
    clock.advance(15_000);
    expect(peer.hex).toBe('');
    clock.advance(5000);
    await peer.untilHex('8900');
    clock.advance(20_000);
    expect(accepted.closes).toEqual([]);
    clock.advance(5000);
    expect(await accepted.untilClosed()).toMatchObject({ code: 'HEARTBEAT_TIMEOUT' });
    await peer.untilHex('8813 0fb4');
    expect(clock.timers).toBe(0);
  });

  it('lets a peer live that answers with anything', async () => {
    const clock = new VirtualClock();
    const bound = await listenOn(clock);
    const [peer, accepted] = await scene.upgraded(bound);
    for (let round = 1; round <= 5; round += 1) {
      clock.advance(35_000);
      peer.send(masked('82', 'x'));
      await accepted.untilReceived(round);
    }
    expect(accepted.closes).toEqual([]);
  });

  it('lets a peer live that is not read', async () => {
    const clock = new VirtualClock();
    const bound = await listenOn(clock);
    const [, accepted] = await scene.upgraded(bound);
    accepted.connection.pause?.();
    clock.advance(1_000_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(accepted.closes).toEqual([]);
  });
});

async function listenOn(clock: VirtualClock): Promise<Bound> {
  const heartbeats = new Heartbeats(20_000, clock);
  return scene.listen(new WebSocketTransport(resolveOptions({}), heartbeats));
}

/** Time for what must not happen. */
function pastTheEnd(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
