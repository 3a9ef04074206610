import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import type { TransportEnd } from '@net/testing';
import { ws } from '../src/index.ts';
import { masked, type RawPeer } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

const DEFLATE = ['Sec-WebSocket-Extensions: permessage-deflate'];
const MEBIBYTE = 1024 * 1024;
const CLOSE_1000 = masked('88', Buffer.from('03e8', 'hex'));

/** A peer that agreed to compress, and the end that was accepted for it. */
async function upgraded(): Promise<[RawPeer, TransportEnd]> {
  const bound = await scene.listen(ws({ perMessageDeflate: true }));
  return scene.upgraded(bound, DEFLATE);
}

describe('DeflateSocket', () => {
  it('hands over messages, and answers pings', async () => {
    const [peer, accepted] = await upgraded();
    peer.send(masked('82', 'a'), masked('89', 'p'), masked('8a', ''), masked('82', 'b'));
    await accepted.untilReceived(2);
    expect(accepted.received.toString()).toBe('ab');
    await peer.untilHex('8a0170');
  });

  it('holds the messages of one read behind the one at which it was paused', async () => {
    const [peer, accepted] = await upgraded();
    accepted.whenData = () => accepted.connection.pause?.();
    peer.send(...['a', 'b', 'c'].map((text) => masked('82', text)), CLOSE_1000);
    await peer.untilClosed();
    await pastTheEnd();
    for (let received = 1; received < 3; received += 1) {
      expect([accepted.receivedBytes, accepted.closes.length]).toEqual([received, 0]);
      accepted.connection.resume?.();
      await accepted.untilReceived(received + 1);
    }
    accepted.connection.resume?.();
    expect(await accepted.untilClosed()).toBeUndefined();
    expect(accepted.received.toString()).toBe('abc');
  });

  it('drops what it holds when it is closed, and learns that the peer has closed', async () => {
    const [peer, accepted] = await upgraded();
    accepted.whenData = () => accepted.connection.pause?.();
    peer.send(masked('82', 'a'), masked('82', 'b'), CLOSE_1000);
    await peer.untilClosed();
    await pastTheEnd();
    await accepted.connection.close();
    expect([accepted.received.toString(), accepted.closes]).toEqual(['a', [undefined]]);
  });

  it('asks for nothing more once it is closing', async () => {
    const [dialled, accepted] = await scene.pair(ws({ perMessageDeflate: true }));
    expect(accepted.connection.send(randomBytes(MEBIBYTE - 64))).toBe(false);
    await accepted.connection.close();
    expect([dialled.receivedBytes, accepted.drains]).toEqual([MEBIBYTE - 64, 0]);
  });

  it('refuses text, and tells the peer why', async () => {
    const [peer, accepted] = await upgraded();
    peer.send(masked('81', 'text'));
    expect(await accepted.untilClosed()).toMatchObject({ code: 'UNSUPPORTED' });
    await peer.untilHex('882a03eb');
  });

  it('reports a peer that breaks the rules', async () => {
    const [peer, accepted] = await upgraded();
    peer.send('820161');
    expect(await accepted.untilClosed()).toMatchObject({
      code: 'BAD_PACKET',
      message: expect.stringContaining('WS_ERR_EXPECTED_MASK'),
    });
    await peer.untilHex('880203ea');
  });

  it('ends at once where there is nothing to say, and with a code where there is', async () => {
    const [silent, cut] = await upgraded();
    cut.connection.abort();
    await silent.untilClosed();
    expect(silent.hex).toBe('');
    const [peer, kicked] = await upgraded();
    kicked.connection.abort(new NetError('KICKED', ''));
    await peer.untilHex(`8808 0faf ${Buffer.from('KICKED').toString('hex')}`);
  });
});

/** Time for what must not happen. */
function pastTheEnd(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 30));
}
