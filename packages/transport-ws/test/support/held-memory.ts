import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of buffers that each of `count` things keeps from the collector. */
export async function heldBytesEach(count: number, make: () => unknown): Promise<number> {
  const before = await bufferBytes();
  const things = Array.from({ length: count }, make);
  const grown = (await bufferBytes()) - before;
  return grown / things.length;
}

async function bufferBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let collection = 0; collection < 2; collection += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return process.memoryUsage().arrayBuffers;
}
