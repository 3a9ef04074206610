import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark: started, asked over IPC, and stopped by the one that started it. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #name: string;

  constructor(name: string, command: string, args: readonly string[], ipc: boolean) {
    this.#name = name;
    // A pipe as standard input: programs without IPC end when it closes.
    this.#process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit', ...(ipc ? (['ipc'] as const) : [])],
    });
    this.#process.on('error', () => {});
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The first line that the process writes, which is JSON. */
  async firstLine(): Promise<unknown> {
    const { stdout } = this.#process;
    if (!stdout) throw new TypeError(`${this.#name} has no standard output`);
    const lines = createInterface(stdout);
    const [line] = await this.#beforeExit(once(lines, 'line'), startMs);
    // What comes later is not read, but must not fill the pipe.
    stdout.resume();
    return JSON.parse(String(line));
  }

  /** Sends a message and waits for one back. */
  async ask(message: object, withinMs: number = startMs): Promise<unknown> {
    const answer = once(this.#process, 'message');
    this.#process.send(message);
    const [reply] = await this.#beforeExit(answer, withinMs);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    if (this.#process.pid === undefined) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  async #beforeExit<T>(result: Promise<T>, withinMs: number): Promise<T> {
    const over = new AbortController();
    const { signal } = over;
    const exited = once(this.#process, 'exit', { signal }).then(([code]) => {
      throw new Error(`${this.#name} ended with code ${String(code)}`);
    });
    const late = once(AbortSignal.timeout(withinMs), 'abort', { signal }).then(() => {
      throw new Error(`${this.#name} said nothing for ${withinMs} ms`);
    });
    try {
      return await Promise.race([result, exited, late]);
    } finally {
      exited.catch(() => {});
      late.catch(() => {});
      over.abort();
    }
  }
}

/** A module of the benchmarks as a process of its own, on this Node and with its conditions. */
export function nodeChild(module: URL, args: readonly string[], flags: string[] = []): Child {
  const path = fileURLToPath(module);
  return new Child(path, process.execPath, [...process.execArgv, ...flags, path, ...args], true);
}

const startMs = 20_000;
