// Runs the whole test suite on other Node versions: npm run test:matrix, or
// node tools/matrix.mjs 22.18.0 24.21.0 inside a pnpm script.
import { spawnSync } from 'node:child_process';

const flags = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--conditions=@net/source',
];
// Modules of tests that have run stay in memory: without an end to that, the last ones take for ever.
const workers = ['--maxWorkers=2', '--workerIdleMemoryLimit=1GB'];
const config = ['--config', 'jest.config.mjs', '--silent'];
const jest = ['node_modules/jest/bin/jest.js', ...config, ...workers];
const failed = [];
for (const version of process.argv.slice(2)) {
  console.log(`\nNode ${version}`);
  const name = `node-${process.platform}-${process.arch}@${version}`;
  const { status } = spawnSync('pnpm', [`--package=${name}`, 'dlx', 'node', ...flags, ...jest], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) failed.push(version);
}
if (failed.length > 0) console.error(`failed on Node ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
