import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Limits } from '@net/core';
import type { WsOptions } from '../../../src/index.ts';
import type { Memory } from './memory.ts';

/** What a server is started with, as it crosses to another process. */
export interface Setup {
  readonly ws?: WsOptions;
  readonly limits?: Partial<Limits>;
}

/** What is asked of a server; it answers each question with its `State`. */
export type Question =
  /** Now. */
  | { readonly kind: 'state' }
  /** Once so many bytes have been received. */
  | { readonly kind: 'received'; readonly bytes: number }
  /** Once no more sessions than this are open. */
  | { readonly kind: 'sessions'; readonly most: number }
  /** After 5,000 broadcasts a second, until one session is left or this time is over. */
  | { readonly kind: 'broadcast'; readonly bodyBytes: number; readonly forMs: number };

/** What a server has been through so far. */
export interface State extends Memory {
  readonly sessions: number;
  readonly bytesReceived: number;
  readonly broadcasts: number;
  /** How many sessions have ended with each code. */
  readonly ends: Readonly<Record<string, number>>;
}

/** A server in a process of its own, whose memory is nobody else's. Echoes raw bodies of type 1. */
export class ServerProcess {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  static async start(setup: Setup = {}): Promise<ServerProcess> {
    const child = fork(new URL('server-program.ts', import.meta.url), [JSON.stringify(setup)], {
      execArgv: [
        '--expose-gc',
        '--conditions=@net/source',
        '--disable-warning=ExperimentalWarning',
      ],
    });
    const [{ address }] = (await beforeExit(child)) as [{ address: string }];
    return new ServerProcess(address, child);
  }

  async ask(question: Question): Promise<State> {
    this.#child.send(question);
    const [state] = (await beforeExit(this.#child)) as [State];
    return state;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}

/** The child's next message. A child that ends instead fails the test. */
export async function beforeExit(child: ChildProcess): Promise<unknown[]> {
  const over = new AbortController();
  const exited = once(child, 'exit', { signal: over.signal }).then(([code]) => {
    throw new Error(`the program has ended with code ${String(code)}`);
  });
  exited.catch(() => {});
  try {
    return await Promise.race([once(child, 'message', { signal: over.signal }), exited]);
  } finally {
    over.abort();
  }
}
