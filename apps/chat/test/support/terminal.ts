import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The terminal client as a program of its own, with a pipe for a keyboard. */
export class Terminal {
  readonly exitCode: Promise<number | null>;
  errors = '';
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #output = '';

  constructor(argv: readonly string[]) {
    const args = ['--conditions=@net/source', MAIN, ...argv];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.exitCode = once(this.#child, 'close').then(([code]) => code);
  }

  /** Resolves once it has printed `text`; fails when it ends before. */
  async sees(text: string): Promise<void> {
    let hasEnded = false;
    const ended = this.exitCode.then(() => (hasEnded = true));
    while (!this.#output.includes(text)) {
      if (hasEnded) throw new Error(`it ended without ${text}: ${this.#output}${this.errors}`);
      await Promise.race([once(this.#child.stdout, 'data'), ended]);
    }
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** As Ctrl-D. */
  end(): void {
    this.#child.stdin.end();
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exitCode;
  }
}

const MAIN = fileURLToPath(import.meta.resolve('../../src/terminal/main.ts'));
