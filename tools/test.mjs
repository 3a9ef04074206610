// Runs turbo tasks to the end and closes with one line that a machine can count:
// `N passed, N failed, N skipped`.
import { spawnSync } from 'node:child_process';
import { appendFileSync, globSync, readFileSync, rmSync } from 'node:fs';

const summaries = () => globSync(['*/.test-summary', '*/*/.test-summary']);
for (const file of summaries()) rmSync(file);

const { status } = spawnSync(
  'turbo',
  ['run', ...process.argv.slice(2), '--continue=dependencies-successful'],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);

const total = [0, 0, 0];
for (const file of summaries()) {
  const counts = readFileSync(file, 'utf8').match(/\d+/g) ?? [];
  counts.forEach((count, index) => (total[index] += Number(count)));
}
const line = `${total[0]} passed, ${total[1]} failed, ${total[2]} skipped`;
if (process.env.TEST_SUMMARY_FILE) appendFileSync(process.env.TEST_SUMMARY_FILE, `${line}\n`);
console.log(line);
process.exitCode = status ?? 1;
