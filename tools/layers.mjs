// Who may import whom: the rules of .dependency-cruiser.mjs, and what it cannot say itself.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const sources = globSync(
  ['packages/*/{src,test}/**/*.ts', '{apps,benchmarks,interop,docs}/**/*.ts'],
  {
    exclude: (path) => /(^|\/)(node_modules|dist|coverage)$/.test(path),
  },
);
const { stdout, stderr } = spawnSync(
  'depcruise',
  ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...sources],
  { encoding: 'utf8', maxBuffer: 2 ** 30, shell: process.platform === 'win32' },
);
if (!stdout) throw new Error(`dependency-cruiser failed: ${stderr}`);
const { modules, summary } = JSON.parse(stdout);

const problems = summary.violations.map(({ rule, from, to, cycle = [] }) => {
  const path = cycle.length > 0 ? cycle.map((step) => step.name) : [to];
  return `${rule.name}: ${[from, ...path].join(' → ')}`;
});

// Without TypeScript's JavaScript API dependency-cruiser reads nothing and is content.
const read = new Set(modules.map((module) => module.source));
for (const source of sources) {
  if (!read.has(source.replaceAll('\\', '/'))) problems.push(`not read: ${source}`);
}
if (read.size === 0) problems.push('no module was read');

// A third-party dependency stands behind one file of its package.
const importers = new Map();
for (const { source, dependencies } of modules) {
  const owner = /^packages\/([^/]+)\/src\//.exec(source)?.[1];
  if (!owner) continue;
  for (const { module, dependencyTypes } of dependencies) {
    if (!dependencyTypes.some((type) => type.startsWith('npm')) || module.startsWith('@net/'))
      continue;
    const key = `${module} in @net/${owner}`;
    importers.set(key, (importers.get(key) ?? new Set()).add(source));
  }
}
for (const [key, files] of importers) {
  if (files.size > 1) problems.push(`behind more than one file: ${key}: ${[...files].join(', ')}`);
}

for (const problem of problems) console.error(problem);
console.log(`${read.size} modules, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
