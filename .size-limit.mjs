import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

// Minified and compressed, with everything it imports. Each package runs this in its own folder.
const budgets = {
  '@net/core': '18.5 kB',
  '@net/packet': '5 kB',
  '@net/transport-tcp': '8 kB',
  '@net/transport-ws': '36 kB',
  '@net/transport-udp': '10 kB',
  '@net/transport-kcp': '30 kB',
  '@net/transport-quic': '24 kB',
  '@net/codec-json': '4.5 kB',
  '@net/codec-binary': '10 kB',
  '@net/codec-xml': '36 kB',
  '@net/codec-protobuf': '40 kB',
  '@net/client-manager': '20 kB',
  '@net/testing': '18 kB',
};
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));

const whole = {
  name: `${name} and what it imports`,
  path: join(process.cwd(), 'dist/index.js'),
  limit: budgets[name] ?? '20 kB',
  modifyRolldownConfig: (config) => ({
    ...config,
    platform: 'node',
    external: [/^node:/, /^@matrixai\//, ...builtinModules],
  }),
};

/** What a page loads that asks a server something: core, packet, ws and json. */
const page = {
  name: 'a page with core, packet, ws and json',
  path: join(process.cwd(), 'size/browser.js'),
  limit: '22 kB',
  gzip: true,
  modifyRolldownConfig: (config) => ({
    ...config,
    platform: 'browser',
    resolve: { ...config.resolve, conditionNames: ['browser', 'default', 'import'] },
  }),
};

export default name === '@net/transport-ws' ? [whole, page] : [whole];
