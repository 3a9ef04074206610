import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Abortable } from '@net/core';
import { ProgramError } from './program-error.ts';

/** How a program ended, and what it had printed. */
export interface ProgramResult {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Another program of this repository as a child process, run from its source. */
export class ChildProgram implements AsyncDisposable {
  /** Resolves once it has ended and all its output is here. */
  readonly ended: Promise<ProgramResult>;
  #child: ChildProcess;
  #signal: AbortSignal | undefined;
  #stdout = '';
  #stderr = '';

  /**
   * @param entry a `file:` address, as of `import.meta.resolve`.
   * @param options aborting `signal` ends it by SIGKILL.
   */
  constructor(entry: string, argv: readonly string[], { signal }: Abortable = {}) {
    const args = ['--conditions=@net/source', fileURLToPath(entry), ...argv];
    this.#child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => (this.#stderr += text));
    this.#signal = signal;
    const onAbort = (): void => this.kill('SIGKILL');
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort);
    this.ended = once(this.#child, 'close').then(([exitCode]) => {
      signal?.removeEventListener('abort', onAbort);
      return { exitCode, stdout: this.#stdout, stderr: this.#stderr };
    });
  }

  /**
   * Its first `count` lines on stdout, as soon as they are there.
   *
   * @throws ProgramError when it ends sooner; the message is what it said on stderr.
   * @throws the signal's reason, if that ended it.
   */
  async firstLines(count: number): Promise<readonly string[]> {
    let hasEnded = false;
    const ended = this.ended.then(() => (hasEnded = true));
    while (this.#lines().length < count) {
      this.#signal?.throwIfAborted();
      if (hasEnded) throw new ProgramError(this.#stderr.trim());
      await Promise.race([once(this.#child.stdout!, 'data'), ended]);
    }
    return this.#lines().slice(0, count);
  }

  /** Sends a signal; nothing happens when it has ended. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it by SIGKILL, if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL');
    await this.ended;
  }

  #lines(): readonly string[] {
    return this.#stdout.split('\n').slice(0, -1);
  }
}
