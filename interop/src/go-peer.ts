import { spawnSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Outcome, type ServerProgram, root, runProgram, startServer } from './program.ts';

/** How to build a peer. */
export interface GoPeerOptions {
  /** Skips the tests, instead of failing them, where the Go module proxy does not have the peer's modules. */
  readonly isOptional?: boolean;
  /** Lets Go complete go.sum, in a copy: for modules whose sums are not written down. */
  readonly completesSums?: boolean;
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
  static async build(folder: string, options: GoPeerOptions = {}): Promise<GoPeer> {
    const binaries = join(root, 'interop/.build', folder);
    const reason = await buildInto(binaries, join(root, 'interop', folder), options);
    if (reason !== undefined) {
      process.stderr.write(`skipped: the tests against interop/${folder}, because ${reason}\n`);
    }
    return new GoPeer(binaries, reason === undefined);
  }

  startServer(...options: readonly string[]): Promise<ServerProgram> {
    const args = ['-listen', '127.0.0.1:0', ...options];
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
  { isOptional = false, completesSums = false }: GoPeerOptions,
): Promise<string | undefined> {
  if (spawnSync('go', ['version']).error) return 'go is not on the PATH';
  const modules = completesSums ? [`-modfile=${await copyModules(binaries, source)}`] : [];
  const download = await runProgram('go', ['-C', source, 'mod', 'download', ...modules]);
  if (download.exitCode !== 0) {
    if (isOptional) return 'the Go module proxy does not have its modules';
    throw new Error(`the modules of ${source} cannot be downloaded: ${download.errors}`);
  }
  if (completesSums) modules.push('-mod=mod');
  // The final slash makes Go put every command into this folder.
  const output = ['-buildvcs=false', '-o', `${binaries}/`, './cmd/...'];
  const build = await runProgram('go', ['-C', source, 'build', ...modules, ...output]);
  if (build.exitCode !== 0) throw new Error(`${source} does not build: ${build.errors}`);
  return undefined;
}

/** Copies go.mod and go.sum, and returns where the copy of go.mod is. */
async function copyModules(binaries: string, source: string): Promise<string> {
  await mkdir(binaries, { recursive: true });
  for (const name of ['go.mod', 'go.sum']) await copyFile(join(source, name), join(binaries, name));
  return join(binaries, 'go.mod');
}
