import { fileURLToPath } from 'node:url';
import { Child, nodeChild } from '../lib/child.ts';
import { type Bun, findBun } from './bun.ts';
import type { ServerProgram } from './contestants.ts';
import { buildGoTurbo, type GoTurbo } from './go-turbo.ts';

/** A server that listens. */
export interface RunningServer {
  readonly pid: number;
  readonly address: string;
}

/** Starts servers; what they need is found or built when the first of its kind is asked for. */
export class Programs implements AsyncDisposable {
  #bun: Bun | undefined;
  #goTurbo: GoTurbo | undefined;

  /** Why this server cannot be started here, if it cannot. */
  async reasonWithout({ runtime }: ServerProgram): Promise<string | undefined> {
    if (runtime === 'bun') return (this.#bun ??= findBun()).reason;
    if (runtime === 'go-turbo') return (this.#goTurbo ??= await buildGoTurbo()).reason;
    return undefined;
  }

  /** Starts a server without a `reasonWithout`, which `stack` stops. */
  async start(server: ServerProgram, stack: AsyncDisposableStack): Promise<RunningServer> {
    const child = stack.use(this.#spawn(server));
    const { address } = (await child.firstLine()) as { address: string };
    return { pid: child.pid, address };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#goTurbo?.[Symbol.asyncDispose]();
  }

  #spawn(server: ServerProgram): Child {
    if (server.runtime === 'go-turbo') {
      return new Child('go-turbo', this.#goTurbo?.program ?? '', ['-listen', '127.0.0.1:0'], false);
    }
    const module = new URL(`servers/${server.module}`, import.meta.url);
    const { args = [] } = server;
    if (server.runtime === 'node') return nodeChild(module, args);
    return new Child('bun', this.#bun?.program ?? '', [fileURLToPath(module), ...args], true);
  }
}
