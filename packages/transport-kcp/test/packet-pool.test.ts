import { describe, expect, it } from '@jest/globals';
import { PacketPool } from '../src/packet-pool.ts';

describe('PacketPool', () => {
  it('gives a block away again only once it is released', () => {
    const pool = new PacketPool(1400);
    const one = pool.take();
    expect(pool.take().bytes).not.toBe(one.bytes);
    one.release();
    expect(pool.take()).toBe(one);
    expect(one.bytes).toHaveLength(1400);
  });

  it('keeps a bounded number of idle ones', () => {
    const pool = new PacketPool(1);
    const packets = Array.from({ length: 1000 }, () => pool.take());
    for (const packet of packets) packet.release();
    const again = new Set(Array.from({ length: 1000 }, () => pool.take()));
    expect(packets.filter((packet) => again.has(packet))).toHaveLength(256);
  });

  it('passes on why a block could not be sent', () => {
    const errors: Error[] = [];
    const pool = new PacketPool(1, (error) => errors.push(error));
    const error = new Error('no');
    pool.take().release(error);
    pool.take().release(null);
    expect(errors).toEqual([error]);
  });
});
