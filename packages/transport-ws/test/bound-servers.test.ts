import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { ws } from '../src/index.ts';
import { upgradeRequest } from './support/raw-peer.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('BoundServers', () => {
  it('serves several paths on one port', async () => {
    const transport = ws();
    const one = await scene.listen(transport, 'ws://127.0.0.1:0/one');
    const other = await scene.listen(transport, one.address.replace('/one', '/other'));
    expect(other.address).toBe(one.address.replace('/one', '/other'));
    await scene.dial(transport, other.address);
    expect((await other.next()).connection.local).toBe(other.address);
    expect(one.accepted).toEqual([]);
  });

  it('serves paths that are asked for at the same time', async () => {
    const transport = ws();
    const first = await scene.listen(transport);
    await first.listener.close();
    const listening = ['/a', '/b'].map((path) => scene.listen(transport, first.address + path));
    const [a, b] = await Promise.all(listening);
    expect([a?.address, b?.address]).toEqual([`${first.address}/a`, `${first.address}/b`]);
  });

  it('refuses a path that is served, and lets it go on', async () => {
    const transport = ws();
    const { address } = await scene.listen(transport, 'ws://127.0.0.1:0/path');
    expect(await rejection(scene.listen(transport, address))).toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: `${address} is in use: end what listens there, or choose another address or path`,
    });
    await scene.dial(transport, address);
  });

  it('answers 404 where a path has closed, and keeps the port for the others', async () => {
    const transport = ws();
    const one = await scene.listen(transport, 'ws://127.0.0.1:0/one');
    const other = await scene.listen(transport, one.address.replace('/one', '/other'));
    await one.listener.close();
    const peer = await scene.ask(one.address, upgradeRequest('/one'));
    expect(await peer.untilStatus()).toBe('HTTP/1.1 404 Not Found');
    await scene.dial(transport, other.address);
    await other.listener.close();
    await other.listener.close();
    const dialling = scene.dial(transport, other.address);
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECTION_REFUSED' });
  });

  it('does not share the port of another transport', async () => {
    const { address } = await scene.listen(ws(), 'ws://127.0.0.1:0/one');
    const listening = scene.listen(ws(), address.replace('/one', '/other'));
    expect(await rejection(listening)).toMatchObject({ code: 'ADDRESS_IN_USE' });
  });

  it('may listen again after it could not', async () => {
    const { address, listener } = await scene.listen(ws());
    const transport = ws();
    expect(await rejection(scene.listen(transport, address))).toMatchObject({
      code: 'ADDRESS_IN_USE',
    });
    await listener.close();
    const again = await scene.listen(transport, address);
    await scene.dial(transport, again.address);
  });

  it('binds a port of its own for each address with port 0', async () => {
    const transport = ws();
    const [one, other] = [await scene.listen(transport), await scene.listen(transport)];
    expect(one.address).not.toBe(other.address);
  });
});
