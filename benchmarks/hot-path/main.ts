// What each piece of the hot path costs: `npm run bench`
import { mkdirSync, writeFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { describeMachine } from '../lib/machine.ts';
import { routerWork } from './dispatch.ts';
import { echoWork } from './echo.ts';
import { heapBytesPerMessage } from './heap.ts';
import { jsonWork } from './json.ts';
import { packetWork } from './packets.ts';
import { sessionWork } from './sessions.ts';
import { toMarkdown, type Cost } from './report.ts';

const works = [
  ...packetWork(),
  ...jsonWork(),
  ...routerWork(),
  ...(await echoWork()),
  ...(await sessionWork()),
];

const costs: Cost[] = [];
for (const work of works) {
  const bench = new Bench({ time: 500, warmupTime: 200 });
  bench.add(work.name, work.run);
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error(`${work.name} has failed`);
  const nsPerMessage = (task.result.latency.p50 * 1e6) / work.messages;
  costs.push({ name: work.name, nsPerMessage, heapBytes: await heapBytesPerMessage(work) });
}

const machine = describeMachine();
const markdown = toMarkdown(machine, costs);
const results = new URL('../results/', import.meta.url);
mkdirSync(results, { recursive: true });
writeFileSync(
  new URL('hot-path.json', results),
  `${JSON.stringify({ machine, costs }, undefined, 2)}\n`,
);
writeFileSync(new URL('hot-path.md', results), markdown);
console.log(markdown);
process.exit();
