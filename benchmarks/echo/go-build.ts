import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A Go program, built into a directory that disposing removes; `reason` says why there is none. */
export interface GoBuild extends AsyncDisposable {
  readonly program: string;
  readonly reason: string | undefined;
}

export type GoProgram = keyof typeof sources;

/** Go downloads the modules that the program needs, in the versions of its go.mod. */
export async function buildGo(name: GoProgram): Promise<GoBuild> {
  const { folder, command } = sources[name];
  const cwd = join(root, folder);
  if (!existsSync(join(cwd, command))) return missing(`it is not in ${folder}`);
  const directory = await mkdtemp(join(tmpdir(), `net-${name}-`));
  const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const program = join(directory, name);
  try {
    await promisify(execFile)('go', ['build', '-o', program, command], { cwd });
    return { program, reason: undefined, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    const isWithoutGo = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing(isWithoutGo ? 'there is no go here' : 'go could not build it');
  }
}

function missing(reason: string): GoBuild {
  return { program: '', reason, [Symbol.asyncDispose]: async () => {} };
}

/** Where the modules are, and the command in each. */
const sources = {
  'go-turbo': { folder: 'interop/turbo/head', command: './cmd/best-server' },
  'kcp-go': { folder: 'benchmarks/kcp-go', command: '.' },
} as const;
const root = fileURLToPath(new URL('../../', import.meta.url));
