import { simulate } from './simulate.ts';

/** Runs the seeds from `first` to `last`. @returns for each its number, its hash, and what broke */
export async function traces(first: number, last: number): Promise<string[]> {
  const lines: string[] = [];
  for (let seed = first; seed <= last; seed++) {
    const { hash, events, violations } = await simulate(seed);
    eventsSoFar += events;
    lines.push([seed, hash, ...violations].join(' '));
  }
  return lines;
}

async function print(): Promise<void> {
  const [first = 0, last = first] = process.argv.slice(2).map(Number);
  const before = process.cpuUsage();
  for (let seed = first; seed <= last; seed++) console.log((await traces(seed, seed)).join('\n'));
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round((eventsSoFar * 1e6) / (user + system));
  console.error(`${eventsSoFar} events, ${perSecond} in a second of CPU`);
}

let eventsSoFar = 0;
// Run from the command line: see README.md.
if (process.argv[1] === import.meta.filename) await print();
