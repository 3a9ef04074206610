import { cpus } from 'node:os';

/** CPU time of all programs on this machine since it started, in seconds, over all cores. */
export function busySeconds(): number {
  let ms = 0;
  for (const { times } of cpus()) ms += times.user + times.nice + times.sys + times.irq;
  return ms / 1000;
}
