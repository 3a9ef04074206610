import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

// Minified and compressed, with everything it imports. Each package runs this in its own folder.
const budgets = {
  '@net/core': '16 kB',
  '@net/packet': '5 kB',
  '@net/transport-tcp': '8 kB',
  '@net/codec-json': '4 kB',
  '@net/client-manager': '14 kB',
  '@net/testing': '16 kB',
};
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));

export default [
  {
    name: `${name} and what it imports`,
    path: join(process.cwd(), 'dist/index.js'),
    limit: budgets[name] ?? '20 kB',
    modifyRolldownConfig: (config) => ({
      ...config,
      platform: 'node',
      external: [/^node:/, ...builtinModules],
    }),
  },
];
