import { readFileSync } from 'node:fs';

/**
 * How many descriptors a process may have open: the hard limit, which Node raises its soft one to.
 * Infinity where the limit cannot be read.
 */
export function descriptorLimit(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'latin1');
    const hard = /^Max open files +\S+ +(\d+)/m.exec(limits)?.[1];
    return Number(hard ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
