import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildProgram } from '@net/apps-shared';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const MAIN = import.meta.resolve('../src/main.ts');
let folder: string;
let demo: { kill(signal: 'SIGKILL'): unknown } | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'net-test-'));
});
afterEach(async () => {
  demo?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

/** Resolves when a file of that name appears in the folder, however deep. */
async function created(name: string): Promise<void> {
  const watcher = watch(folder, { recursive: true });
  for await (const [, file] of on(watcher, 'change')) if (String(file).endsWith(name)) break;
  watcher.close();
}

describe('demo', () => {
  it('ends with a table of all transports', async () => {
    const program = new ChildProgram(MAIN, ['--count', '500']);
    demo = program;
    const { exitCode, stdout, stderr } = await program.ended;
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /^transport .*\ntcp .*\ntls .*\nunix .*\nws .*\nwss .*\nudp .*\nkcp .*\n(quic .*|without quic: .*)\n$/,
    );
    expect(exitCode).toBe(0);
  }, 60_000);

  it('leaves nothing behind on Ctrl-C', async () => {
    const isListening = created('echo.sock');
    const child = spawn(process.execPath, ['--conditions=@net/source', fileURLToPath(MAIN)], {
      env: { ...process.env, TMPDIR: folder },
      stdio: 'ignore',
    });
    demo = child;
    await isListening;
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await readdir(folder)).toEqual([]);
  });
});
