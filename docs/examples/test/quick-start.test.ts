import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const ADDRESS = 'tcp://127.0.0.1:28888';
const source = join(import.meta.dirname, '../quick-start');
const children: ChildProcess[] = [];
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'net-quick-start-'));
  await cp(source, directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  await symlink(
    join(import.meta.dirname, '../node_modules'),
    join(directory, 'node_modules'),
    'junction',
  );
});

afterEach(async () => {
  await Promise.all(children.splice(0).map(end));
  await rm(directory, { recursive: true });
});

describe('the quick start', () => {
  it('greets, and prints what was said', async () => {
    await readdress('server.ts', 'tcp://127.0.0.1:0');
    const server = run('server.ts');
    const [, address = ''] = await server.until(/listening on (\S+)\n/);
    await readdress('client.ts', address);
    const client = run('client.ts');
    await client.until(/hello, world\n/);
    await server.until(/^[0-9a-f]{32} hi$/m);
    await expect(client.exitCode).resolves.toBe(0);
  });

  it('is quoted in the README as it is here', async () => {
    const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
    for (const name of ['messages.ts', 'server.ts', 'client.ts']) {
      expect(readme).toContain(`\`\`\`ts\n${await readFile(join(source, name), 'utf8')}\`\`\`\n`);
    }
  });
});

/** The examples name a fixed port, which may be taken here. */
async function readdress(name: string, address: string): Promise<void> {
  const path = join(directory, name);
  const text = await readFile(path, 'utf8');
  expect(text).toContain(`'${ADDRESS}'`);
  await writeFile(path, text.replace(ADDRESS, address));
}

function run(name: string) {
  const child = spawn(process.execPath, ['--conditions=@net/source', name], { cwd: directory });
  children.push(child);
  let output = '';
  const lookers = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const look of lookers) look();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  /** Waits for output that matches; fails with what there was when the process ends without it. */
  const until = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output);
        if (match !== null) resolve(match);
      };
      lookers.add(look);
      look();
      void exitCode.then(() => reject(new Error(`${name} has ended, after:\n${output}`)));
    });
  return { until, exitCode };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill();
  await ended;
}
