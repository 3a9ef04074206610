import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Outcome, type ServerProgram, root, runProgram, startServer } from './program.ts';

/** How to build a peer. */
export interface GoPeerOptions {
  /** Skips the tests, instead of failing them, where the Go module proxy does not have the peer's modules. */
  readonly isOptional?: boolean;
}

/** A Go program of `interop/<folder>` with the commands `server` and `client`. */
export class GoPeer {
  /** Whether the peer was built; if not, one line on stderr said why. */
  readonly isAvailable: boolean;
  readonly #binaries: string;

  private constructor(binaries: string, isAvailable: boolean) {
    this.#binaries = binaries;
    this.isAvailable = isAvailable;
  }

  /** Builds the peer into `interop/.build`; Go's own cache makes a second build cheap. */
  static async build(folder: string, { isOptional = false }: GoPeerOptions = {}): Promise<GoPeer> {
    const binaries = join(root, 'interop/.build', folder);
    const reason = await buildInto(binaries, join(root, 'interop', folder), isOptional);
    if (reason !== undefined) {
      process.stderr.write(`skipped: the tests against interop/${folder}, because ${reason}\n`);
    }
    return new GoPeer(binaries, reason === undefined);
  }

  startServer(): Promise<ServerProgram> {
    const args = ['-listen', '127.0.0.1:0'];
    return startServer(join(this.#binaries, 'server'), args, /"address":"([^"]+)"/);
  }

  runClient(address: string, ...args: readonly string[]): Promise<Outcome> {
    return runProgram(join(this.#binaries, 'client'), ['-connect', address, ...args]);
  }
}

/** Returns why the tests have to be skipped, or nothing. */
async function buildInto(
  binaries: string,
  source: string,
  isOptional: boolean,
): Promise<string | undefined> {
  if (spawnSync('go', ['version']).error) return 'go is not on the PATH';
  const download = await runProgram('go', ['-C', source, 'mod', 'download']);
  if (download.exitCode !== 0) {
    if (isOptional) return 'the Go module proxy does not have its modules';
    throw new Error(`the modules of ${source} cannot be downloaded: ${download.errors}`);
  }
  // The final slash makes Go put every command into this folder.
  const args = ['-C', source, 'build', '-buildvcs=false', '-o', `${binaries}/`, './cmd/...'];
  const build = await runProgram('go', args);
  if (build.exitCode !== 0) throw new Error(`${source} does not build: ${build.errors}`);
  return undefined;
}
