import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** What this process holds, in bytes. */
export interface Memory {
  readonly residentBytes: number;
  /** The most it has ever held, or what it holds where the system does not say. */
  readonly peakBytes: number;
  /** V8's heap, buffers included. */
  readonly heapBytes: number;
}

/** Memory after collections. @throws TypeError where the process has no `--expose-gc` */
export async function collectedMemory(): Promise<Memory> {
  if (globalThis.gc === undefined) throw new TypeError('this process needs --expose-gc');
  for (let collection = 0; collection < COLLECTIONS; collection++) {
    globalThis.gc();
    // What a collection has found to be garbage lets go of its buffers in later turns.
    await wait(SETTLE_MS);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, peakBytes: peakBytes() ?? rss, heapBytes: heapUsed + external };
}

/** Of this program alone, unlike `maxRSS`, which begins with that of the process it was forked from. */
function peakBytes(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

const COLLECTIONS = 3;
const SETTLE_MS = 50;
