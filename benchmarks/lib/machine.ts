import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release } from 'node:os';

/** Where and when figures were taken: no figure means much without. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly system: string;
  readonly node: string;
  readonly go: string | undefined;
  readonly date: string;
  /** Processes that wanted a core in the minute before: above 0.3, the machine was not quiet. */
  readonly busyBefore: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    system: `${platform()} ${release()}`,
    node: process.version,
    go: goVersion(),
    date: new Date().toISOString(),
    busyBefore: loadavg()[0] ?? Number.NaN,
  };
}

export function machineTable(machine: Machine): string {
  const { cpu, cores, system, node, go, date, busyBefore } = machine;
  return `${cores} cores, ${cpu}, ${system} · Node ${node}, ${go ?? 'no Go'} · ${date} · load average before: ${busyBefore.toFixed(2)}`;
}

/** The version of a dependency that the benchmarks have installed. */
export function installedVersion(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return String(JSON.parse(readFileSync(file, 'utf8')).version);
}

/** The version of a Go module that a `go.mod` requires. */
export function requiredVersion(goMod: URL, module: string): string {
  const line = readFileSync(goMod, 'utf8')
    .split('\n')
    .find((each) => each.includes(module));
  return line?.trim().split(' ').at(-1) ?? 'unknown';
}

function goVersion(): string | undefined {
  try {
    return execFileSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
