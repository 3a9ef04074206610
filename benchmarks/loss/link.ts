import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Child } from '../lib/child.ts';

/** How both directions of a link behave. */
export interface Conditions {
  readonly roundTripMs: number;
  /** The share of frames that are lost, each way. */
  readonly loss: number;
  /** What gets through, each way; 0: everything. */
  readonly bitsPerSecond: number;
}

/** Frames of both directions. */
export interface LinkCounts {
  readonly taken: number;
  /** By chance. */
  readonly lost: number;
  /** Those that found the queue before the bottleneck full. */
  readonly overflow: number;
}

/** Makes links. Disposing it, or the end of the process, removes the emulator that it has built. */
export class LinkFactory implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'net-link-'));
  readonly #program = join(this.#directory, 'link');

  /** @throws the error of `go build`. */
  constructor() {
    const cwd = fileURLToPath(new URL('link/', import.meta.url));
    const env = { ...process.env, CGO_ENABLED: '0' };
    process.once('exit', () => this[Symbol.dispose]());
    execFileSync('go', ['build', '-o', this.#program, '.'], { cwd, env, stdio: 'pipe' });
  }

  /** @param congestion control of TCP, by the system's name; `undefined`: the system's default. */
  async open(conditions: Conditions, congestion?: string): Promise<Link> {
    const { roundTripMs, loss, bitsPerSecond } = conditions;
    const link = new Link(this.#program, [
      `-delay=${roundTripMs / 2}ms`,
      `-loss=${loss}`,
      `-bytes-per-second=${bitsPerSecond / 8}`,
    ]);
    await link.open(congestion);
    return link;
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Two network namespaces and a bad link between them, which all end with the emulator's process. */
export class Link implements AsyncDisposable {
  readonly #emulator: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #ends: Ends | undefined;

  constructor(program: string, args: readonly string[]) {
    const [command = '', ...rest] = [...FIRST, program, ...args];
    this.#emulator = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#emulator.on('error', () => {});
    this.#lines = linesOf(this.#emulator)[Symbol.asyncIterator]();
  }

  async open(congestion: string | undefined): Promise<void> {
    // The emulator's line is what its two structs say.
    this.#ends = (await this.#nextLine()) as Ends;
    if (congestion === undefined) return;
    for (const end of ['near', 'far'] as const) {
      const route = ['ip', 'route', 'replace', '10.99.0.0/24', 'dev', 'link'];
      const args = [...this.#enter(end), ...route, 'congctl', congestion];
      execFileSync('nsenter', args, { stdio: 'pipe' });
    }
  }

  /** The address of an end, for programs at both. */
  address(end: End): string {
    return this.#endpoint(end).address;
  }

  /** A module of the benchmark as a process at one end of the link. */
  child(end: End, module: URL, args: readonly string[]): Child {
    const path = fileURLToPath(module);
    const node = [...SOON, process.execPath, ...process.execArgv, path, ...args];
    return new Child(path, 'nsenter', [...this.#enter(end), ...node], true);
  }

  /** What has gone over the link so far. */
  async counts(): Promise<LinkCounts> {
    this.#emulator.stdin?.write('\n');
    return (await this.#nextLine()) as LinkCounts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#emulator.exitCode !== null || this.#emulator.pid === undefined) return;
    const exited = once(this.#emulator, 'exit');
    this.#emulator.stdin?.end();
    await exited;
  }

  #enter(end: End): string[] {
    return [`--net=${this.#endpoint(end).namespace}`, '--'];
  }

  #endpoint(end: End): Endpoint {
    if (this.#ends === undefined) throw new TypeError('the link is not open');
    return this.#ends[end];
  }

  async #nextLine(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the link emulator has ended');
    return JSON.parse(value);
  }
}

function linesOf({ stdout }: ChildProcess): Interface {
  if (stdout === null) throw new TypeError('the link emulator has no standard output');
  return createInterface(stdout);
}

/** What waits for a core is late by the machine's doing, not the link's. */
const FIRST = ['nice', '-n', '-20'];
const SOON = ['nice', '-n', '-15'];

/** Clients are near, servers far. */
type End = 'near' | 'far';

interface Endpoint {
  /** A file that stands for the namespace. */
  readonly namespace: string;
  readonly address: string;
}

type Ends = Readonly<Record<End, Endpoint>>;
