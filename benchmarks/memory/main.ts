// What an idle session costs: `npm run bench:memory -- --sessions 10000 --only ws,udp`
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../lib/machine.ts';
import { contestants } from './contestants.ts';
import { type Cost, costOf } from './cost.ts';
import { descriptorLimit } from './descriptor-limit.ts';
import { toMarkdown } from './report.ts';

// Descriptors that a process needs beside those of its sockets.
const spareDescriptors = 100;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    sessions: { type: 'string', default: '10000' },
    only: { type: 'string', default: '' },
  },
});
const sessions = Number(values.sessions);
const only = values.only.split(',').filter(Boolean);
const limit = descriptorLimit();
if (limit < sessions + spareDescriptors) {
  console.log(
    `skipped: idle memory of ${sessions} sessions: only ${limit} descriptors are allowed`,
  );
  process.exit();
}

const machine = describeMachine();
const costs: Cost[] = [];
for (const contestant of contestants) {
  if (only.length === 0 || only.includes(contestant.id)) {
    costs.push(await costOf(contestant, sessions));
  }
}

const report = { machine, sessions, costs };
const markdown = toMarkdown(report);
// Part of the measurements would overwrite all of them.
if (only.length === 0) {
  const results = new URL('../results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('memory.json', results), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(new URL('memory.md', results), markdown);
}
console.log(markdown);
