import { describe, expect, it } from '@jest/globals';
import { memory, type MemoryOptions } from '../src/memory.ts';
import { transportContract } from '../src/transport-contract.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { pair, Recorder } from './recorder.ts';

describe('memory as a stream', () => {
  transportContract(it, subject({}));
});

describe('memory as a stream of single bytes', () => {
  transportContract(it, subject({ chunkBytes: 1 }));
});

describe('memory as a stream cut by chance', () => {
  transportContract(it, subject({ chunkBytes: { upTo: 5000 } }));
});

describe('memory as messages', () => {
  transportContract(it, subject({ kind: 'message' }));
});

describe('memory as datagrams', () => {
  transportContract(it, subject({ kind: 'datagram' }));
});

describe('memory', () => {
  it('gives each connection addresses of its own', async () => {
    const { dialled, accepted, transport } = await pair();
    expect(dialled.connection.remote).toBe('memory://server');
    expect(accepted.connection.local).toBe('memory://server');
    expect(accepted.connection.remote).toBe(dialled.connection.local);
    const other = await transport.dial('memory://server', record);
    expect(other.local).not.toBe(dialled.connection.local);
  });

  it('finds the listeners of the same memory only', async () => {
    await pair();
    const dialling = memory().dial('memory://server', record);
    await expect(dialling).rejects.toMatchObject({ code: 'CONNECTION_REFUSED' });
  });

  it('gives the address to the next listener, not back to the one that was closed', async () => {
    const transport = memory();
    const first = await transport.listen('memory://server', record);
    await first.close();
    await transport.listen('memory://server', record);
    await first.close();
    const listening = transport.listen('memory://server', record);
    await expect(listening).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  });

  it('refuses a dial whose listener cannot open it', async () => {
    const transport = memory();
    const cause = new Error('no room');
    await transport.listen('memory://server', () => {
      throw cause;
    });
    const dialling = transport.dial('memory://server', record);
    await expect(dialling).rejects.toMatchObject({ code: 'CONNECT_FAILED', cause });
  });

  it('delivers at the end of a turn of the clock it was given', async () => {
    const clock = new VirtualClock();
    const { dialled, accepted } = await pair({ clock });
    dialled.connection.send(Buffer.from('now'));
    expect(accepted.log).toEqual([]);
    clock.advance(0);
    expect(accepted.log).toEqual(['now']);
  });

  it('cuts a stream into pieces of the size it was told, across sends', async () => {
    const { dialled, accepted } = await pair({ chunkBytes: 3 });
    dialled.connection.send(Buffer.from('abcde'));
    dialled.connection.send(Buffer.from('fg'));
    await dialled.connection.close();
    expect(accepted.log).toEqual(['abc', 'def', 'g', 'closed']);
  });

  it('loses, repeats and reorders datagrams the same way for the same seed', async () => {
    const run = await scramble(1);
    expect(await scramble(1)).toEqual(run);
    expect(await scramble(2)).not.toEqual(run);
    const counts = new Map<string, number>();
    for (const name of run) counts.set(name, (counts.get(name) ?? 0) + 1);
    expect(counts.size).toBeLessThan(190);
    expect(counts.size).toBeGreaterThan(110);
    expect(run.length).toBeGreaterThan(counts.size);
    expect([...counts.keys()]).not.toEqual([...counts.keys()].toSorted());
  });

  it('rejects options out of their range', () => {
    expect(() => memory({ chunkBytes: 0 })).toThrow(TypeError);
    expect(() => memory({ chunkBytes: { upTo: 1.5 } })).toThrow(TypeError);
    expect(() => memory({ highWaterMark: Number.NaN })).toThrow(TypeError);
    expect(() => memory({ kind: 'datagram', loss: 1.1 })).toThrow(TypeError);
    expect(() => memory({ loss: 0.1 })).toThrow('loss is for datagrams only');
    expect(() => memory({ kind: 'message', chunkBytes: 1 })).toThrow('for streams only');
    expect(() => memory({ seed: -1 })).toThrow(TypeError);
  });
});

function record(): Recorder {
  return new Recorder();
}

async function scramble(seed: number): Promise<string[]> {
  const chances = { loss: 0.3, duplicate: 0.2, reorder: 0.2 };
  const { dialled, accepted } = await pair({ kind: 'datagram', seed, ...chances });
  for (let index = 100; index < 300; index += 1) dialled.connection.send(Buffer.from(`${index}`));
  await dialled.connection.close();
  return accepted.log.filter((entry) => entry !== 'closed');
}

function subject(options: MemoryOptions): Parameters<typeof transportContract>[1] {
  let names = 0;
  return { transport: memory(options), address: () => `memory://contract-${(names += 1)}` };
}
