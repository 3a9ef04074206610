import {
  type ChaosTransport,
  chaosTransport,
  type ChaosTransportOptions,
} from '../src/chaos-transport.ts';
import { memory, type MemoryOptions } from '../src/memory.ts';
import { VirtualClock } from '../src/virtual-clock.ts';
import { pairOf, type RecordedPair } from './recorder.ts';

/** A connection in memory with faults between its ends. */
export interface ChaosPair extends RecordedPair {
  readonly clock: VirtualClock;
  readonly chaos: ChaosTransport;
}

/** Both ends of a connection in memory, with faults between them, on a clock that stands still. */
export async function chaosPair(
  faults: ChaosTransportOptions,
  options: MemoryOptions = {},
): Promise<ChaosPair> {
  const clock = new VirtualClock();
  const chaos = chaosTransport(memory({ ...options, clock }), { ...faults, clock });
  return { clock, chaos, ...(await pairOf(chaos)) };
}
