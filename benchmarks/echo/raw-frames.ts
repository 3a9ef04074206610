import { type FramesContestant, frameGroups } from './frame-groups.ts';
import type { Load } from './load.ts';
import { measureGroup, type Starter, type ToSubject } from './measure-group.ts';
import type { Options } from './options.ts';
import type { Programs } from './programs.ts';
import type { Measured } from './results.ts';

/** Prebuilt frames from one load to every server in turn. */
export async function measureRawFrames(
  programs: Programs,
  load: Load,
  options: Options,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  const starter = new LoadedServers(programs, load);
  for (const group of frameGroups) measured.push(await measureGroup(group, starter, options));
  return measured;
}

class LoadedServers implements Starter<FramesContestant> {
  readonly #programs: Programs;
  readonly #load: Load;

  constructor(programs: Programs, load: Load) {
    this.#programs = programs;
    this.#load = load;
  }

  async reasonWithout({ over, server }: FramesContestant): Promise<string | undefined> {
    const canLoad = this.#load.language === 'Go' || over === 'tcp';
    if (!canLoad) return `the load in Node does not speak ${over}`;
    return this.#programs.reasonWithout(server);
  }

  async start(contestant: FramesContestant, stack: AsyncDisposableStack): Promise<ToSubject> {
    const server = await this.#programs.start(contestant.server, stack);
    return (name, body, shape) => ({
      name,
      serverPid: server.pid,
      load: (count) => this.#load.run(server, { ...contestant, body: body ?? 0 }, shape, count),
    });
  }
}
