import { describe, expect, it } from '@jest/globals';
import { addressOf, randomConv, randomToken } from '../src/create-connection.ts';
import { World } from './support/world.ts';

describe('addressOf', () => {
  it('writes addresses of both families', () => {
    expect(addressOf({ address: '10.0.0.1', port: 7 })).toBe('kcp://10.0.0.1:7');
    expect(addressOf({ address: '::1', port: 7 })).toBe('kcp://[::1]:7');
  });
});

describe('randomConv', () => {
  it('is never 0', () => {
    expect(randomConv({ randomBytes: (count) => new Uint8Array(count) })).toBe(1);
    expect(randomConv({ randomBytes: (count) => new Uint8Array(count).fill(0xff) })).toBe(-1);
  });
});

describe('randomToken', () => {
  it('is never all zeros', () => {
    expect(randomToken({ randomBytes: (count) => new Uint8Array(count) })[0]).toBe(1);
  });
});

describe('createConnection', () => {
  it('names both ends, and begins its clock anywhere', async () => {
    const world = new World();
    const client = await world.dial();
    expect(client.connection).toMatchObject({
      local: 'kcp://10.0.0.2:2000',
      remote: 'kcp://10.0.0.1:1000',
      kind: 'stream',
    });
    client.connection.send(new Uint8Array(1));
    world.clock.advance(10);
    const push = world.clientPort.sent?.find((bytes) => bytes[4] === 81) ?? new Uint8Array(24);
    expect(Buffer.from(push).readInt32LE(8)).not.toBeLessThan(-(2 ** 31));
    expect(Math.abs(Buffer.from(push).readInt32LE(8) - world.clock.now())).toBeGreaterThan(100_000);
  });
});
