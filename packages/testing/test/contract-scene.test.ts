import { describe, expect, it } from '@jest/globals';
import { ContractScene, inScene } from '../src/contract-scene.ts';
import { memory } from '../src/memory.ts';

const options = { transport: memory(), address: () => 'memory://scene', timeoutMs: 20 };

describe('inScene', () => {
  it('closes what a test has opened', async () => {
    let ends: ContractScene['ends'] = [];
    const test = inScene(options, async (scene) => {
      await scene.pair();
      ({ ends } = scene);
    });
    await test();
    expect(ends.map(({ closes }) => closes)).toEqual([1, 1]);
    await test();
  });

  it('closes what a failed test has opened, and passes its error on', async () => {
    const error = new Error('broken');
    const test = inScene(options, async (scene) => {
      await scene.pair();
      throw error;
    });
    await expect(test()).rejects.toBe(error);
    await expect(test()).rejects.toBe(error);
  });

  it('fails a test during which a rule was broken', async () => {
    const test = inScene(options, async (scene) => {
      const { dialled } = await scene.pair();
      dialled.onClose();
      dialled.onDrain();
    });
    await expect(test()).rejects.toThrow('the rules of ConnectionHandler are kept');
  });
});

describe('ContractScene', () => {
  it('joins the ends of each connection, of datagrams too', async () => {
    const transport = memory({ kind: 'datagram' });
    const scene = new ContractScene({ ...options, transport });
    const one = await scene.pair();
    const other = await scene.pair(one.bound);
    expect(other.accepted.connection.remote).toBe(other.dialled.connection.local);
    expect(other.accepted.connection.remote).not.toBe(one.dialled.connection.local);
    expect(other.accepted.received).toEqual([]);
    await scene.end();
  });

  it('waits no longer than it was told', async () => {
    const scene = new ContractScene(options);
    await expect(scene.until('rain', () => false)).rejects.toThrow('waited 20 ms for rain');
    await expect(scene.inTime('snow', new Promise(() => {}))).rejects.toThrow('20 ms for snow');
  });
});
