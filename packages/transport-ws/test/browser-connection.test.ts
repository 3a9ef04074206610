import { afterEach, describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { ws as browserWs } from '../src/browser-ws.ts';
import { ws } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('BrowserConnection', () => {
  it('has no pause', async () => {
    const bound = await scene.listen(ws());
    const { connection } = await scene.dial(browserWs(), bound.address);
    expect('pause' in connection).toBe(false);
  });

  it.each(['SLOW_CONSUMER', 'OVERLOADED', 'KICKED', 'GOING_AWAY'])(
    'learns of %s from the far end',
    async (code) => {
      const bound = await scene.listen(ws());
      const dialled = await scene.dial(browserWs(), bound.address);
      (await bound.next()).connection.abort(new NetError(code, 'not for the peer'));
      const error = await dialled.untilClosed();
      expect(error).toMatchObject({ code });
      expect(String(error)).not.toContain('not for the peer');
    },
  );

  it.each(['SLOW_CONSUMER', 'OVERLOADED', 'BAD_PACKET'])(
    'tells the far end of %s',
    async (code) => {
      const bound = await scene.listen(ws());
      const dialled = await scene.dial(browserWs(), bound.address);
      const reason = new NetError(code, 'not for the peer');
      dialled.connection.abort(reason);
      expect(await dialled.untilClosed()).toBe(reason);
      expect(await (await bound.next()).untilClosed()).toMatchObject({ code });
    },
  );

  it('sends and receives text where it is told to', async () => {
    const bound = await scene.listen(ws({ text: true }));
    const dialled = await scene.dial(browserWs({ text: true }), bound.address);
    dialled.send('zwölf\n');
    const accepted = await bound.next();
    await accepted.untilReceived(7);
    expect(accepted.received.toString()).toBe('zwölf\n');
    accepted.send('élan\n');
    await dialled.untilReceived(6);
    expect(dialled.received.toString()).toBe('élan\n');
  });

  it('refuses text where it is not', async () => {
    const bound = await scene.listen(ws({ text: true }));
    const dialled = await scene.dial(browserWs({ batch: false }), bound.address);
    const accepted = await bound.next();
    accepted.send('text');
    expect(await dialled.untilClosed()).toMatchObject({ code: 'UNSUPPORTED' });
    expect(dialled.receivedBytes).toBe(0);
    await accepted.untilClosed();
  });

  it('gives up waiting for the answer to its close', async () => {
    const bound = await scene.listen(ws());
    const dialled = await scene.dial(browserWs({ closeTimeoutMs: 50 }), bound.address);
    const accepted = await bound.next();
    accepted.connection.pause?.();
    await dialled.connection.close();
    expect(dialled.closes[0]).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `${bound.address} did not answer the close in 50 ms`,
    });
  });
});
