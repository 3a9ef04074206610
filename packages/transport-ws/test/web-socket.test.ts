import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ws } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('OwnedWebSocket', () => {
  it('exchanges messages and a close with a WebSocket that is not ours', async () => {
    const bound = await scene.listen(ws());
    const foreign = await scene.foreign(bound.address);
    const accepted = await bound.next();
    foreign.send(Buffer.from('hello'));
    await accepted.untilReceived(5);
    const answer = once(foreign, 'message');
    accepted.send('hello yourself');
    expect(String((await answer)[0])).toBe('hello yourself');
    const closed = once(foreign, 'close');
    foreign.close(1001, 'bye');
    expect(await accepted.untilClosed()).toMatchObject({ code: 'GOING_AWAY' });
    expect((await closed)[0]).toBe(1001);
  });

  it('is told to close by a WebSocket that is not ours', async () => {
    const bound = await scene.listen(ws());
    const foreign = await scene.foreign(bound.address, ['net.batch']);
    const accepted = await bound.next();
    const closed = once(foreign, 'close');
    await accepted.connection.close();
    const [status, reason] = (await closed) as [number, Buffer];
    expect([status, reason.toString()]).toEqual([1000, '']);
    expect(accepted.closes).toEqual([undefined]);
  });
});
