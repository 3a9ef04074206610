import { fileURLToPath } from 'node:url';
import { Child, nodeChild } from '../lib/child.ts';
import { keepMainThread, OwnCpu } from '../lib/own-cpu.ts';
import { type Bun, findBun } from './bun.ts';
import { type CertificateFolder, makeCertificate } from './certificate-folder.ts';
import type { ServerProgram } from './contestants.ts';
import { buildGo, type GoBuild, type GoProgram } from './go-build.ts';
import { whyNoQuic } from './why-no-quic.ts';

/** A server that listens. */
export interface RunningServer {
  readonly pid: number;
  readonly address: string;
}

/** Starts servers; what they need is found, built or made when the first of its kind is asked for. */
export class Programs implements AsyncDisposable {
  #bun: Bun | undefined;
  #certificate: Promise<CertificateFolder> | undefined;
  readonly #goBuilds = new Map<GoProgram, Promise<GoBuild>>();

  /** Why this server cannot be started here, if it cannot. */
  async reasonWithout(server: ServerProgram): Promise<string | undefined> {
    const { runtime } = server;
    if (runtime === 'node') return undefined;
    if (runtime === 'bun') return (this.#bun ??= findBun()).reason;
    if (runtime !== 'secure') return (await this.#goBuild(runtime)).reason;
    return server.scheme === 'quic' ? whyNoQuic(await this.certificateFolder()) : undefined;
  }

  /** Starts a server without a `reasonWithout`, which `stack` stops. */
  async start(server: ServerProgram, stack: AsyncDisposableStack): Promise<RunningServer> {
    const child = stack.use(await this.#spawn(server));
    const { address } = (await child.firstLine()) as { address: string };
    // A server in Go has no main thread: its work goes to as many as there are CPUs.
    if (!isGo(server)) keepMainThread(child.pid, OwnCpu.server);
    return { pid: child.pid, address };
  }

  /** Where the certificate of the secure servers is. */
  async certificateFolder(): Promise<string> {
    this.#certificate ??= makeCertificate();
    return (await this.#certificate).path;
  }

  /** Where a Go program without a `reasonWithout` is. */
  async goProgram(name: GoProgram): Promise<string> {
    return (await this.#goBuild(name)).program;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#certificate)?.[Symbol.asyncDispose]();
    for (const build of this.#goBuilds.values()) await (await build)[Symbol.asyncDispose]();
  }

  async #spawn(server: ServerProgram): Promise<Child> {
    const { runtime } = server;
    if (runtime === 'kcp-go') return this.#goServer(runtime, ['-serve', ...server.args]);
    if (runtime === 'go-turbo') return this.#goServer(runtime, ['-listen', '127.0.0.1:0']);
    if (runtime === 'secure') {
      return nodeChild(moduleOf('secure.ts'), [server.scheme, await this.certificateFolder()]);
    }
    const { module, args = [] } = server;
    if (runtime === 'node') return nodeChild(moduleOf(module), args);
    const path = fileURLToPath(moduleOf(module));
    return new Child('bun', this.#bun?.program ?? '', [path, ...args], true);
  }

  async #goServer(name: GoProgram, args: readonly string[]): Promise<Child> {
    return new Child(name, await this.goProgram(name), args, false);
  }

  #goBuild(name: GoProgram): Promise<GoBuild> {
    const build = this.#goBuilds.get(name) ?? buildGo(name);
    this.#goBuilds.set(name, build);
    return build;
  }
}

function isGo({ runtime }: ServerProgram): boolean {
  return runtime === 'kcp-go' || runtime === 'go-turbo';
}

function moduleOf(name: string): URL {
  return new URL(`servers/${name}`, import.meta.url);
}
