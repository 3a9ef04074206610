import { readFileSync } from 'node:fs';

/**
 * CPU time of a running process in seconds, user and system together; undefined where there is no
 * `/proc`. It is counted in ticks of 10 ms, so a round should take a second or more.
 */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold spaces: fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[utimeField]) + Number(fields[utimeField + 1])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

const utimeField = 11;
// USER_HZ: 100 on every architecture that Node is built for.
const ticksPerSecond = 100;
