import { nodeChild } from '../lib/child.ts';
import { type ClientContestant, clientGroups } from './client-groups.ts';
import type { LoadResult } from './measure.ts';
import { measureGroup, type Starter, type ToSubject } from './measure-group.ts';
import type { Options } from './options.ts';
import type { Programs } from './programs.ts';
import type { Measured } from './results.ts';

/** Requests from clients as their users write them, each end in a process of its own. */
export async function measureClientRequests(
  programs: Programs,
  options: Options,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  const starter = new ServersWithClients(programs);
  for (const group of clientGroups) measured.push(await measureGroup(group, starter, options));
  return measured;
}

class ServersWithClients implements Starter<ClientContestant> {
  readonly #programs: Programs;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  reasonWithout({ server }: ClientContestant): Promise<string | undefined> {
    return this.#programs.reasonWithout(server);
  }

  async start(contestant: ClientContestant, stack: AsyncDisposableStack): Promise<ToSubject> {
    const { pid, address } = await this.#programs.start(contestant.server, stack);
    const { module, args = [] } = contestant.client;
    const url = new URL(`clients/${module}`, import.meta.url);
    const client = stack.use(nodeChild(url, [address, ...args]));
    await client.firstLine();
    return (name, _, { window }) => ({
      name,
      serverPid: pid,
      load: async (count) => (await client.ask({ count, window }, roundMs)) as LoadResult,
    });
  }
}

const roundMs = 30_000;
