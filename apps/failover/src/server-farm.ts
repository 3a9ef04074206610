import { ChildProgram, ProgramError } from '@net/apps-shared';

/** Echo servers in processes of their own, each at an address that it keeps. */
export class ServerFarm implements AsyncDisposable {
  readonly #signal: AbortSignal;
  readonly #servers = new Map<string, ChildProgram>();

  /** Aborting `signal` kills them all. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get addresses(): readonly string[] {
    return [...this.#servers.keys()];
  }

  /** Start one more. @returns its address. @throws ProgramError with what it said before it failed */
  async start(listen = 'tcp://127.0.0.1:0'): Promise<string> {
    const server = new ChildProgram(SERVER, ['--listen', listen], { signal: this.#signal });
    const [line = ''] = await server.firstLines(1);
    const address = line.replace(/^listening on /, '');
    this.#servers.set(address, server);
    return address;
  }

  /** End the one at `address`, and start it again there. */
  async restart(address: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const server = this.#servers.get(address);
    if (server === undefined) throw new ProgramError(`there is no server at ${address}`);
    server.kill(signal);
    await server.ended;
    await this.start(address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }
}

const SERVER = import.meta.resolve('@net/echo-server');
