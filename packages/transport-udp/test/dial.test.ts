import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { udp } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('dial', () => {
  it('fails with CONNECT_TIMEOUT, and the time, when nobody answers', async () => {
    const silent = await scene.socket();
    const error = await rejection(scene.dial(udp({ connectTimeoutMs: 50 }), silent.address));
    expect(error).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `no connection to ${silent.address} in 50 ms`,
    });
  });

  it('fails with CONNECTION_REFUSED when nobody listens', async () => {
    const address = await unusedAddress();
    const error = await rejection(scene.dial(udp(), address));
    expect(error).toMatchObject({ code: 'CONNECTION_REFUSED', cause: { code: 'ECONNREFUSED' } });
  });

  it('is not told that nobody listens without a connected socket', async () => {
    const address = await unusedAddress();
    const transport = udp({ connected: false, connectTimeoutMs: 50 });
    expect(await rejection(scene.dial(transport, address))).toMatchObject({
      code: 'CONNECT_TIMEOUT',
    });
  });

  it.each([
    'udp://224.0.0.1:9000',
    'udp://[ff02::1]:9000',
    'udp://255.255.255.255:9000',
    'udp://127.0.0.1:0',
    'udp://127.0.0.1',
  ])('refuses %s', async (address) => {
    for (const transport of [udp(), udp({ plain: true }), udp({ connected: false })]) {
      const error = await rejection(scene.dial(transport, address));
      expect(error).toMatchObject({ code: 'BAD_ADDRESS' });
    }
  });

  it('does nothing when the signal is aborted already', async () => {
    const peer = await scene.socket();
    const reason = new Error('enough');
    const error = await rejection(scene.dial(udp(), peer.address, AbortSignal.abort(reason)));
    expect(error).toBe(reason);
    expect(peer.received).toEqual([]);
  });

  it.each(['udp://0.0.0.0:0', 'udp://[::]:0'])(
    'finds a listener on any address, such as %s, on this machine',
    async (address) => {
      for (const transport of [udp(), udp({ connected: false })]) {
        const [dialled, accepted] = await scene.pair(transport, address);
        dialled.send('hi');
        await accepted.untilReceived(2);
        accepted.send('hello');
        await dialled.untilReceived(5);
      }
    },
  );
});

async function unusedAddress(): Promise<string> {
  const socket = await scene.socket();
  await socket.close();
  return socket.address;
}
