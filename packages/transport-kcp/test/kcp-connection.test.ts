import { describe, expect, it } from '@jest/globals';
import { World } from './support/world.ts';

describe('KcpConnection', () => {
  it('aborts a connection whose user sends more than a message may have', async () => {
    const world = new World({ streamMode: false, rcvwnd: 4 });
    const client = await world.dial();
    expect(client.connection.maxSendBytes).toBe(4 * 1376);
    client.connection.send(new Uint8Array(4 * 1376));
    expect(client.connection.send(new Uint8Array(4 * 1376 + 1))).toBe(false);
    world.clock.advance(100);
    expect(client.error).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
    expect(world.server.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('counts the headers of small messages among what it buffers', async () => {
    const world = new World({ streamMode: false, sndwnd: 1 });
    const client = await world.dial();
    for (let count = 0; count < 10; count += 1) client.connection.send(new Uint8Array(0));
    expect(client.connection.bufferedBytes).toBe(240);
    world.clock.advance(1000);
    expect([client.connection.bufferedBytes, world.server.received.length]).toEqual([0, 10]);
  });

  it('holds back its sender at 64 KiB, and drains once', async () => {
    const world = new World();
    const client = await world.dial();
    expect(client.connection.send(new Uint8Array(1000))).toBe(true);
    expect(client.connection.send(new Uint8Array(65_536))).toBe(false);
    world.clock.advance(2000);
    expect(client.drains).toBe(1);
  });

  it('delivers nothing while paused, and closes its window', async () => {
    const world = new World({ rcvwnd: 8 });
    const client = await world.dial();
    world.server.connection.pause?.();
    client.connection.send(new Uint8Array(100_000));
    world.clock.advance(5000);
    expect(world.server.receivedBytes).toBe(0);
    expect(client.connection.bufferedBytes).toBeGreaterThan(70_000);
    world.server.connection.resume?.();
    world.clock.advance(5000);
    expect(world.server.receivedBytes).toBe(100_000);
  });

  it('keeps a peer that is paused for long', async () => {
    const world = new World({ rcvwnd: 8 });
    const client = await world.dial();
    world.server.connection.pause?.();
    client.connection.send(new Uint8Array(50_000));
    world.clock.advance(120_000);
    expect([client.closes, world.server.closes]).toEqual([0, 0]);
    world.server.connection.resume?.();
    world.clock.advance(5000);
    expect(world.server.receivedBytes).toBe(50_000);
  });

  it('drops what comes when it was closed while paused', async () => {
    const world = new World();
    const client = await world.dial();
    world.server.connection.pause?.();
    client.connection.send(new Uint8Array(10));
    world.clock.advance(100);
    void world.server.connection.close();
    world.clock.advance(1000);
    expect(world.server).toMatchObject({ receivedBytes: 0, closes: 1, error: undefined });
    expect(client).toMatchObject({ closes: 1, error: undefined });
  });

  it('gives what a signal says as the reason of an end', async () => {
    const world = new World();
    const client = await world.dial();
    world.network.cut('10.0.0.1:1000', '10.0.0.2:2000');
    client.connection.send(new Uint8Array(1));
    void client.connection.close({ signal: AbortSignal.abort('no error') });
    world.clock.advance(10);
    expect(client.error).toMatchObject({ code: 'CANCELLED', cause: 'no error' });
  });

  it('finds out that the network is cut', async () => {
    const world = new World();
    const client = await world.dial();
    world.network.cut('10.0.0.1:1000', '10.0.0.2:2000');
    world.clock.advance(31_000);
    for (const { error } of [client, world.server]) {
      expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    }
  });

  it('aborts itself when nobody wants to receive', async () => {
    const world = new World();
    const client = await world.dial();
    const server = world.server.connection;
    client.connection.abort();
    expect(server.send(new Uint8Array(1))).toBe(true);
    expect(client.connection.send(new Uint8Array(1))).toBe(false);
    world.clock.advance(100);
    expect([client.closes, world.server.closes]).toEqual([1, 1]);
  });
});
