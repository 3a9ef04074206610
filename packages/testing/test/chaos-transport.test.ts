import { describe, expect, it } from '@jest/globals';
import { chaosTransport, type ChaosTransportOptions } from '../src/chaos-transport.ts';
import { memory, type MemoryOptions } from '../src/memory.ts';
import { transportContract } from '../src/transport-contract.ts';
import { chaosPair } from './chaos-pair.ts';
import { Recorder } from './recorder.ts';

describe('a chaos transport that does nothing', () => {
  transportContract(it, subject({}));
});

describe('a chaos transport that delays and cuts a stream', () => {
  transportContract(it, subject({ delayMs: 1, jitterMs: 2, chunkBytes: { upTo: 5000 } }));
});

describe('a chaos transport that delays messages', () => {
  transportContract(it, subject({ delayMs: 1, jitterMs: 2 }, { kind: 'message' }));
});

describe('a chaos transport', () => {
  it('resets both ends', async () => {
    const { clock, chaos, dialled, accepted } = await chaosPair({});
    chaos.reset();
    clock.advance(0);
    for (const { log, error } of [dialled, accepted]) {
      expect(log).toEqual(['closed']);
      expect(error).toMatchObject({ code: 'CONNECTION_LOST' });
    }
  });

  it('dials once it is healed, or not at all', async () => {
    const chaos = chaosTransport(memory());
    await chaos.listen('memory://server', record);
    chaos.cut();
    const reason = new Error('too long');
    const signal = AbortSignal.abort(reason);
    await expect(chaos.dial('memory://server', record, { signal })).rejects.toBe(reason);
    const dialling = chaos.dial('memory://server', record);
    chaos.heal();
    expect((await dialling).remote).toBe('memory://server');
  });

  it('resets by chance, the same way for the same seed', async () => {
    expect(await deliveredBeforeReset(1)).toBe(await deliveredBeforeReset(1));
    expect(await deliveredBeforeReset(1)).not.toBe(await deliveredBeforeReset(2));
  });

  it('rejects faults out of their range', () => {
    expect(() => chaosTransport(memory(), { delayMs: -1 })).toThrow(TypeError);
    expect(() => chaosTransport(memory(), { up: { reset: 2 } })).toThrow(TypeError);
    expect(() => chaosTransport(memory(), { seed: 0.5 })).toThrow(TypeError);
  });
});

function record(): Recorder {
  return new Recorder();
}

async function deliveredBeforeReset(seed: number): Promise<number> {
  const { clock, chaos, dialled } = await chaosPair({ reset: 0.01, chunkBytes: 1, seed });
  dialled.connection.send(new Uint8Array(10_000));
  clock.advance(0);
  return chaos.up.counts.delivered;
}

function subject(
  faults: ChaosTransportOptions,
  options: MemoryOptions = {},
): Parameters<typeof transportContract>[1] {
  let names = 0;
  return {
    transport: chaosTransport(memory(options), faults),
    address: () => `memory://contract-${(names += 1)}`,
  };
}
