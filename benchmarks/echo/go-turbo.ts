import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The Go server, tuned as far as its options go, built into a directory that disposing removes; `reason` says why there is none. */
export interface GoTurbo extends AsyncDisposable {
  readonly program: string;
  readonly reason: string | undefined;
}

export async function buildGoTurbo(): Promise<GoTurbo> {
  if (!existsSync(join(sources, 'cmd/best-server')))
    return missing('it is not in interop/turbo/head');
  const directory = await mkdtemp(join(tmpdir(), 'net-turbo-'));
  const dispose = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const program = join(directory, 'server');
  try {
    await promisify(execFile)('go', ['build', '-o', program, './cmd/best-server'], {
      cwd: sources,
    });
    return { program, reason: undefined, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    const isWithoutGo = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing(isWithoutGo ? 'there is no go here' : 'go could not build it');
  }
}

function missing(reason: string): GoTurbo {
  return { program: '', reason, [Symbol.asyncDispose]: async () => {} };
}

const sources = fileURLToPath(new URL('../../interop/turbo/head/', import.meta.url));
