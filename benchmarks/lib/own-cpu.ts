import { spawnSync } from 'node:child_process';

/** The CPU of each end's main thread. */
export const OwnCpu = { load: 0, server: 1 } as const;
export type OwnCpu = (typeof OwnCpu)[keyof typeof OwnCpu];

/**
 * Whether a thread can be kept to a CPU: on Linux, with `taskset` and two CPUs that this process may
 * use.
 *
 * Two processes that wake each other are moved about by the kernel, now to one CPU, now to two, and
 * one request at a time is answered three times as fast in the first case: that would be measured,
 * not the server.
 */
export const hasOwnCpus: boolean = Object.values(OwnCpu).every(
  (cpu) => spawnSync('taskset', ['-c', String(cpu), 'true']).status === 0,
);

/** Keep the main thread of a running process to `cpu`; its helpers, such as the collector's, run anywhere. */
export function keepMainThread(pid: number, cpu: OwnCpu): void {
  if (hasOwnCpus) spawnSync('taskset', ['-c', '-p', String(cpu), String(pid)]);
}

/** The command that runs `command` with all its threads on `cpu`. */
export function commandOn(cpu: OwnCpu, command: readonly string[]): readonly string[] {
  return hasOwnCpus ? ['taskset', '-c', String(cpu), ...command] : command;
}
