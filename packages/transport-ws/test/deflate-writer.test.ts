import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { DeflateWriter } from '../src/deflate-writer.ts';
import { ws } from '../src/index.ts';
import type { OwnedWebSocket } from '../src/web-socket.ts';
import { masked } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';
import { StubSocket } from './support/stub-socket.ts';

const scene = new Scene();
afterEach(() => scene.close());
const DEFLATE = ['Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits'];
const text = 'the same again and again, '.repeat(1000);

describe('DeflateWriter', () => {
  it('compresses long messages where both ends agree', async () => {
    const bound = await scene.listen(ws({ perMessageDeflate: true }));
    const [peer, accepted] = await scene.upgraded(bound, DEFLATE);
    accepted.send(text);
    await peer.until(() => peer.hex.length > 4);
    expect(peer.hex).toMatch(/^c2/);
    expect(peer.hex.length / 2).toBeLessThan(text.length / 10);
    expect(accepted.connection.bufferedBytes).toBe(0);
  });

  it('carries compressed messages between our own ends, in order', async () => {
    const [dialled, accepted] = await scene.pair(ws({ perMessageDeflate: true }));
    for (let count = 0; count < 20; count += 1) dialled.send(count % 2 === 0 ? text : `${count} `);
    const expected = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? text : `${n} `)).join('');
    await accepted.untilReceived(expected.length);
    expect(accepted.received.toString() === expected).toBe(true);
  });

  it('sends the messages of a turn in one system call, at its end', async () => {
    const socket = new StubSocket();
    scene.after(() => socket.destroy());
    const sender = { bufferedAmount: 0, send: (message: Buffer) => void socket.write(message) };
    // Nothing else of it is used here.
    const webSocket = sender as unknown as OwnedWebSocket;
    const writer = new DeflateWriter(webSocket, socket, { isText: false, onDrain() {} });
    writer.write(Buffer.from('a'));
    writer.write(Buffer.from('b'));
    expect(socket.writes).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    writer.write(Buffer.from('c'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(socket.writes).toEqual(['6162', '63']);
  });

  it('answers a ping', async () => {
    const bound = await scene.listen(ws({ perMessageDeflate: true }));
    const [peer] = await scene.upgraded(bound, DEFLATE);
    peer.send(masked('89', 'x'));
    await peer.untilHex('8a0178');
  });

  it('sends text where it is told to', async () => {
    const bound = await scene.listen(ws({ perMessageDeflate: true, text: true }));
    const [peer, accepted] = await scene.upgraded(bound, DEFLATE);
    accepted.send('a');
    await peer.untilHex('810161');
  });

  it('tells the peer why it was cut off', async () => {
    const [dialled, accepted] = await scene.pair(ws({ perMessageDeflate: true }));
    accepted.send(text);
    accepted.connection.abort(new NetError('KICKED', ''));
    expect(await dialled.untilClosed()).toMatchObject({ code: 'KICKED' });
  });

  it('refuses a message that inflates to more than the limit', async () => {
    const server = ws({ perMessageDeflate: true, maxPayloadBytes: 10_000 });
    const bound = await scene.listen(server);
    const client = ws({ perMessageDeflate: true, batch: false });
    const dialled = await scene.dial(client, bound.address);
    dialled.connection.send(Buffer.alloc(1_000_000));
    const accepted = await bound.next();
    expect(await accepted.untilClosed()).toMatchObject({ code: 'FRAME_TOO_LARGE' });
    expect(await dialled.untilClosed()).toMatchObject({ code: 'FRAME_TOO_LARGE' });
    expect(accepted.receivedBytes).toBe(0);
  });

  it('refuses what is no compressed data', async () => {
    const bound = await scene.listen(ws({ perMessageDeflate: true }));
    const [peer, accepted] = await scene.upgraded(bound, DEFLATE);
    peer.send(masked('c2', Buffer.from('ffffffff', 'hex')));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'BAD_PACKET' });
  });
});
