// What loss does to KCP and to TCP: `npm run bench:loss`, as root on Linux, two minutes.
// `npm run bench:loss -- --seconds 5` for a quick look, which overwrites nothing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../lib/machine.ts';
import { measureBulk } from './bulk.ts';
import { whyNoCongestion } from './congestion.ts';
import { BULK_CONTESTANTS, type Contestant, LATENCY_CONTESTANTS } from './contestants.ts';
import type { EchoTask } from './echo.ts';
import { goalsOf } from './goals.ts';
import { measureLatency } from './latency.ts';
import { type Conditions, LinkFactory } from './link.ts';
import { latencyChart, type Report, toMarkdown } from './report.ts';
import { whyNoLink } from './requirements.ts';

const latencyLink: Conditions = { roundTripMs: 100, loss: 0.1, bitsPerSecond: 0 };
const bulkLink: Conditions = { roundTripMs: 100, loss: 0.2, bitsPerSecond: 10e6 };

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { seconds: { type: 'string' } },
});
const task: EchoTask = {
  sessions: 3,
  intervalMs: 20,
  bodyBytes: 200,
  warmUpMs: 2000,
  durationMs: 1000 * Number(values.seconds ?? 40),
};
const bulkMs = 1000 * Number(values.seconds ?? 10);
if (!(task.durationMs > 0 && task.durationMs <= 60_000)) {
  throw new TypeError(`--seconds ${values.seconds} is not within 0…60`);
}
const reason = whyNoLink();
if (reason !== undefined) {
  console.log(`skipped: latency and throughput under loss: ${reason}`);
  process.exit();
}
// So that what has been built is removed; links and programs end with this process in any case.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}

const machine = describeMachine();
using links = new LinkFactory();
const skipped: string[] = [];
const latencies = await measureLatency(links, latencyLink, task, able(LATENCY_CONTESTANTS));
const bulk = await measureBulk(links, bulkLink, bulkMs, able(BULK_CONTESTANTS));
const report: Report = {
  machine,
  latencyLink,
  task,
  latencies,
  bulkLink,
  bulkMs,
  bulk,
  goals: goalsOf(latencies, bulk),
  skipped: [...new Set(skipped)],
};
const markdown = toMarkdown(report);
if (values.seconds === undefined) write(report);
console.log(markdown);

/** Those that this machine can have, and a note of the others. */
function able(contestants: readonly Contestant[]): Contestant[] {
  return contestants.filter(({ title, congestion }) => {
    const why = congestion && whyNoCongestion(congestion);
    if (why) skipped.push(`${title}: ${why}`);
    return !why;
  });
}

function write(report: Report): void {
  const results = new URL('../results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  // Thousands of single latencies are left out.
  const text = JSON.stringify(report, (name, value) => (name === 'sorted' ? undefined : value), 2);
  writeFileSync(new URL('loss.json', results), `${text}\n`);
  writeFileSync(new URL('loss.md', results), markdown);
  writeFileSync(new URL('loss-latency.svg', results), latencyChart(report));
}
