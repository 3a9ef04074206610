// Who echoes how fast: servers and load in processes of their own, contestants in turn.
// `npm run bench:echo -- --only json,1x1000 --rounds 3 --seconds 1`
import { mkdirSync, writeFileSync } from 'node:fs';
import { describeMachine } from '../lib/machine.ts';
import { measureClientRequests } from './client-requests.ts';
import { memoryGoals, weighConnections } from './connection-memory.ts';
import { computeGoals } from './goals.ts';
import { prepareLoad } from './load.ts';
import { parseOptions } from './options.ts';
import { Programs } from './programs.ts';
import { computeRatios } from './ratios.ts';
import { measureRawFrames } from './raw-frames.ts';
import { type Report, toMarkdown } from './report.ts';

const options = parseOptions(process.argv.slice(2));
const machine = describeMachine();
const startedMs = performance.now();

using load = prepareLoad(options.nodeLoad);
await using programs = new Programs();
const measured = [
  ...(await measureRawFrames(programs, load, options)),
  ...(await measureClientRequests(programs, options)),
];
const connections = await weighConnections(programs, options);
const cells = measured.flatMap((each) => each.cells);

const report: Report = {
  machine,
  load: load.language,
  rounds: options.rounds,
  seconds: options.seconds,
  tookSeconds: (performance.now() - startedMs) / 1000,
  ratios: computeRatios(cells),
  goals: [...computeGoals(cells), ...memoryGoals(connections)],
  connections,
  cells,
  skipped: measured.flatMap((each) => each.skipped),
};
const markdown = toMarkdown(report);
// Part of the measurements would overwrite all of them.
if (options.only.length === 0) {
  const results = new URL('../results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('echo.json', results), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(new URL('echo.md', results), markdown);
}
console.log(markdown);
