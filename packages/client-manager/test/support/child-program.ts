import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { NetError } from '@net/core';

/** `peer-program.ts` as it runs. */
export class ChildProgram {
  /** Where it listens, or what it has dialled. */
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
  }

  /** Resolves once it is ready. @throws NetError what it failed with. @param onStart is told of it first, so that it can always be ended. */
  static async start(
    args: readonly string[],
    onStart: (end: () => Promise<void>) => void,
  ): Promise<ChildProgram> {
    const program = fileURLToPath(import.meta.resolve('./peer-program.ts'));
    const child = spawn(process.execPath, ['--conditions=@net/source', program, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    onStart(async () => {
      // Also one that stands still hears it.
      child.kill('SIGKILL');
      await exited;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, rest = ''] = line.split(' ');
      if (word === 'ready') return new ChildProgram(child, rest);
      if (word === 'failed') throw new NetError(rest, `the program has failed: ${args.join(' ')}`);
    }
    throw new Error(`the program has ended: ${args.join(' ')}`);
  }

  /** It does nothing any more, but the system goes on to acknowledge what is sent to it. */
  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Tell it to do what it waits with. */
  call(): void {
    this.#child.stdin?.write('now\n');
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
