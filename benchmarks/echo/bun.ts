import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** Bun, whose server is uWebSockets, from the npm package for this platform; `reason` says why there is none. */
export interface Bun {
  readonly program: string;
  readonly reason: string | undefined;
}

export function findBun(): Bun {
  const name = `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`;
  try {
    const program = createRequire(import.meta.url).resolve(`${name}/bin/bun`);
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return { program, reason: undefined };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    const reason = isMissing ? `${name} is not installed` : `${name} does not run here`;
    return { program: '', reason };
  }
}
