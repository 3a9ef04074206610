import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RoundTask } from './clients/rounds.ts';
import type { LoadResult } from './measure.ts';

/** Runs one round of the load in `kcp-go/`, over a session of its own. */
export async function runKcpGo(
  program: string,
  address: string,
  args: readonly string[],
  { count, window, body = 0 }: RoundTask,
): Promise<LoadResult> {
  const values = { address, body, window, count };
  const flags = Object.entries(values).map(([name, value]) => `-${name}=${value}`);
  const line = await promisify(execFile)(program, [...args, ...flags]).then(
    ({ stdout }) => stdout,
    // A load that failed has said so on standard output, too.
    (error: { stdout?: string }) => error.stdout ?? '',
  );
  if (!line) throw new Error(`the load of kcp-go said nothing: ${args.join(' ')}`);
  return JSON.parse(line) as LoadResult;
}
