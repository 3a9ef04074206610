// Packs every package and checks the tarballs as a user would meet them.
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'net-pack-'));
const shell = process.platform === 'win32';

// What users run npm and Node from: the PATH without this repository's tools and pinned Node.
const path = process.env.PATH.split(delimiter).filter((entry) => !/node_modules/.test(entry));
const outside = { ...process.env, PATH: path.join(delimiter) };
for (const name of Object.keys(outside)) {
  if (/^(npm|pnpm)_(config|package|lifecycle)_|^NODE_(OPTIONS|PATH)$/i.test(name)) {
    delete outside[name];
  }
}

const echo = `
import { call, connect, Router, serve } from '@net/core';
import { json } from '@net/codec-json';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';

const Echo = call(1, json(), json());
const router = new Router().handle(Echo, (text) => text);
const server = await serve('tcp://127.0.0.1:0', { transports: [tcp()], protocol: packets(), router });
const session = await connect(server.address, { transports: [tcp()], protocol: packets() });
const reply = await session.request(Echo, 'hello');
await session.close();
await server.close();
if (reply !== 'hello') throw new Error('the echo was ' + reply);
`;

try {
  const packages = pack();
  for (const { tarball } of packages.values()) {
    run('publint', ['run', tarball, '--strict']);
    run('attw', [tarball, '--profile', 'esm-only']);
  }
  console.log(`publint and attw find nothing in ${packages.size} tarballs`);
  checkEcho(packages);
  for (const name of packages.keys()) {
    const { project } = install(packages, withDependencies(packages, [name]));
    execute(project, `await import('${name}');`);
    console.log(`${name} installs and imports alone`);
  }
} catch (error) {
  console.error(`${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  process.exitCode = 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** Builds and packs every package; returns name → tarball and names of the packages it needs. */
function pack() {
  run('turbo', ['run', 'build', '--filter=./packages/*']);
  run('pnpm', ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', out]);
  const packages = new Map();
  for (const file of globSync('packages/*/package.json', { cwd: root })) {
    const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
    const { name, version, dependencies = {}, peerDependencies = {} } = manifest;
    const needs = Object.keys({ ...dependencies, ...peerDependencies });
    const tarball = join(out, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
    packages.set(name, { tarball, needs });
  }
  for (const entry of packages.values()) {
    entry.needs = entry.needs.filter((name) => packages.has(name));
  }
  return packages;
}

/** Four packages and nothing else are enough for an echo over TCP. */
function checkEcho(packages) {
  const names = ['@net/codec-json', '@net/core', '@net/packet', '@net/transport-tcp'];
  const { project, installed } = install(packages, names);
  if (installed.join(' ') !== names.join(' ')) {
    throw new Error(`installed with ${names.join(' ')}: ${installed.join(' ')}`);
  }
  execute(project, echo);
  console.log(`an echo over TCP runs with these packages alone: ${names.join(' ')}`);
}

function withDependencies(packages, names) {
  const all = new Set(names);
  for (const name of all) packages.get(name).needs.forEach((need) => all.add(need));
  return [...all];
}

/** Installs tarballs with npm into a project that knows nothing of this repository. */
function install(packages, names) {
  const project = mkdtempSync(join(out, 'project-'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const tarballs = names.map((name) => packages.get(name).tarball);
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...options, ...tarballs], { cwd: project, env: outside });
  const modules = globSync('node_modules/{@*/*,[!.@]*}', { cwd: project });
  return {
    project,
    installed: modules.map((file) => file.slice('node_modules/'.length)).toSorted(),
  };
}

/** Runs a module on the pinned Node, and on the system's where that is not too old. */
function execute(project, code) {
  const file = join(project, 'main.js');
  writeFileSync(file, code);
  run(process.execPath, [file], { cwd: project, env: outside });
  const version = run('node', ['--version'], { cwd: project, env: outside }).trim();
  try {
    run('node', [file], { cwd: project, env: outside });
  } catch (error) {
    const [major, minor] = version.slice(1).split('.').map(Number);
    if (major > 22 || (major === 22 && minor >= 18)) throw error;
    console.log(`Node ${version} is below the supported versions, and does fail`);
  }
}

function run(file, args, options = {}) {
  return execFileSync(file, args, {
    cwd: root,
    stdio: 'pipe',
    encoding: 'utf8',
    shell,
    ...options,
  });
}
