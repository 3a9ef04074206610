// How large and how fast each codec is, and the library beneath it: `npm run bench:codecs`
// `npm run bench:codecs -- --rounds 3 --seconds 0.02` for a quick look, which overwrites nothing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeMachine } from '../lib/machine.ts';
import { binary } from './binary.ts';
import { codecContestant, type Contestant } from './contestant.ts';
import { json } from './json.ts';
import { libraries } from './libraries.ts';
import { measure, summarise } from './measure.ts';
import { protobuf, uncheckedProtobuf } from './protobuf.ts';
import { computeRatios } from './ratios.ts';
import { charts, type Report, tables, toMarkdown } from './report.ts';
import { xml } from './xml.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    rounds: { type: 'string', default: '25' },
    seconds: { type: 'string', default: '0.03' },
    'keep-results': { type: 'boolean', default: false },
  },
});
const contestants = [
  codecContestant('json', '`@net/codec-json`', json),
  codecContestant('binary', '`@net/codec-binary`', binary),
  codecContestant('protobuf', '`@net/codec-protobuf`', protobuf),
  codecContestant('protobuf-unchecked', '`@net/codec-protobuf`, unchecked', uncheckedProtobuf),
  codecContestant('xml', '`@net/codec-xml` and zod', xml),
  ...libraries(),
].toSorted((one, other) => placeOf(one) - placeOf(other));
const rounds = Number(values.rounds);
const timeMs = Number(values.seconds) * 1000;
const machine = describeMachine();
const measurements = await measure(contestants, rounds, timeMs);
const report: Report = {
  machine,
  rounds,
  timeMs,
  ratios: computeRatios(measurements),
  measurements,
};
const markdown = toMarkdown(report);
if (!values['keep-results']) write(report);
console.log(markdown);

function write(report: Report): void {
  const results = new URL('../results/', import.meta.url);
  mkdirSync(results, { recursive: true });
  const summary = { ...report, measurements: report.measurements.map(summarise) };
  writeFileSync(new URL('codecs.json', results), `${JSON.stringify(summary, undefined, 2)}\n`);
  writeFileSync(new URL('codecs.md', results), markdown);
  for (const [name, image] of charts(report)) writeFileSync(new URL(name, results), image);
  const page = new URL('../../docs/choosing-a-codec.md', import.meta.url);
  writeFileSync(
    page,
    withTables(readFileSync(page, 'utf8'), tables(report, '../benchmarks/results')),
  );
}

/** Each codec stands beside what it is compared with. */
function placeOf({ id }: Contestant): number {
  const order = ['json', 'JSON', 'binary', 'msgpack', 'protobuf', 'xml', 'fast-xml-parser'];
  return order.findIndex((start) => id.startsWith(start));
}

/** The page with what stands between its two marks replaced. */
function withTables(page: string, tables: string): string {
  const [start, end] = ['<!-- measured -->', '<!-- /measured -->'];
  const before = page.slice(0, page.indexOf(start) + start.length);
  return `${before}\n\n${tables}\n\n${page.slice(page.indexOf(end))}`;
}
