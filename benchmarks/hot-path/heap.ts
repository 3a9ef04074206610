import type { Work } from './work.ts';

/**
 * Bytes of heap that one message takes, in objects that the collector has to look at; blocks of bytes
 * live outside it. Needs `--expose-gc`, and a young generation that holds all that is made meanwhile.
 */
export async function heapBytesPerMessage(work: Work): Promise<number> {
  const samples: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let run = 0; run < RUNS; run++) await work.run();
    samples.push((process.memoryUsage().heapUsed - before) / (RUNS * work.messages));
  }
  return samples.toSorted((one, other) => one - other)[SAMPLES >> 1] ?? Number.NaN;
}

const SAMPLES = 9;
const RUNS = 4;
