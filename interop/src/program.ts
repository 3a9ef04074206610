import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** A server program that listens; disposing of it ends its process. */
export interface ServerProgram extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
}

/** How a program ended and what it wrote. */
export interface Outcome {
  /** `null` when a signal ended it, as after the time limit. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Starts a server in the repository's root and waits for the line in which `pattern` finds its `host:port`. */
export async function startServer(
  command: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<ServerProgram> {
  // Stdin stays open, because a Go peer ends when it closes: so it never outlives a crashed test.
  const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  await once(child, 'spawn');
  const ended = once(child, 'close');
  const errors = text(child.stderr);
  const limit = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
  const address = await findAddress(child.stdout, pattern);
  clearTimeout(limit);
  if (address === undefined) {
    throw new Error(`${command} ended before it listened: ${await errors}`);
  }
  return {
    address,
    async [Symbol.asyncDispose]() {
      const last = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(last);
    },
  };
}

/** Runs a program in the repository's root to its end. */
export async function runProgram(command: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: runTimeoutMs,
    killSignal: 'SIGKILL',
  });
  const [ended, output, errors] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { exitCode: ended[0], output, errors };
}

async function findAddress(
  output: NodeJS.ReadableStream,
  pattern: RegExp,
): Promise<string | undefined> {
  for await (const line of createInterface({ input: output })) {
    const address = pattern.exec(line)?.[1];
    if (address === undefined) continue;
    // Unread lines would stop the server once they fill the pipe.
    setImmediate(() => output.resume());
    return address;
  }
  return undefined;
}

/** Every program starts here, so arguments name files as in the README. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

const startTimeoutMs = 30_000;
const stopTimeoutMs = 5_000;
const runTimeoutMs = 120_000;
