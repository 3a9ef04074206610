import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { commandOn, OwnCpu } from '../lib/own-cpu.ts';
import type { Shape } from './contestants.ts';
import type { FramesContestant } from './frame-groups.ts';
import type { LoadResult } from './measure.ts';

/** Loads a server with prebuilt frames: in Go where that can be built, else in Node and over TCP only. */
export interface Load {
  readonly language: 'Go' | 'Node';
  run(server: LoadedServer, frames: Frames, shape: Shape, count: number): Promise<LoadResult>;
  [Symbol.dispose](): void;
}

/** What is to be loaded. */
interface LoadedServer {
  readonly address: string;
  readonly pid: number;
}

type Frames = Pick<FramesContestant, 'over' | 'format' | 'reply' | 'order'> & {
  readonly body: number;
};

export function prepareLoad(useNode: boolean): Load {
  // The Go load waits with epoll, so it is for Linux.
  if (useNode || process.platform !== 'linux') return nodeLoad();
  const directory = mkdtempSync(join(tmpdir(), 'net-load-'));
  const dispose = (): void => rmSync(directory, { recursive: true, force: true });
  const program = join(directory, 'load');
  try {
    execFileSync('go', ['build', '-o', program, '.'], { cwd: sources, stdio: 'ignore', env });
  } catch {
    dispose();
    return nodeLoad();
  }
  return { language: 'Go', run: (...what) => run([program], ...what), [Symbol.dispose]: dispose };
}

function nodeLoad(): Load {
  const command = [process.execPath, join(sources, 'node-load.ts')];
  return { language: 'Node', run: (...what) => run(command, ...what), [Symbol.dispose]() {} };
}

async function run(
  command: readonly string[],
  { address, pid }: LoadedServer,
  { over, format, reply, order, body }: Frames,
  { connections, window }: Shape,
  count: number,
): Promise<LoadResult> {
  // The load knows what it speaks, and wants the host and port of `ws://127.0.0.1:8080/`.
  const host = address.replace(/^\w+:\/\//, '').replace('/', '');
  const frames = { over, format, reply, order, body };
  const values = { address: host, server: pid, ...frames, connections, window, count };
  const flags = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
  const [program = '', ...args] = commandOn(OwnCpu.load, command);
  const line = await promisify(execFile)(program, [...args, ...flags]).then(
    ({ stdout }) => stdout,
    // A load that failed has said so on standard output, too.
    (error: { stdout?: string }) => error.stdout ?? '',
  );
  if (!line) throw new Error(`the load said nothing: ${flags.join(' ')}`);
  return JSON.parse(line) as LoadResult;
}

const sources = fileURLToPath(new URL('../load/', import.meta.url));
const env = { ...process.env, CGO_ENABLED: '0' };
