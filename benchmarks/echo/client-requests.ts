import { nodeChild } from '../lib/child.ts';
import { keepMainThread, OwnCpu } from '../lib/own-cpu.ts';
import { clientGroups } from './client-groups.ts';
import type { RoundTask } from './clients/rounds.ts';
import type { ClientContestant, ClientProgram } from './contestants.ts';
import { runKcpGo } from './kcp-go.ts';
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

type Ask = (task: RoundTask) => Promise<LoadResult>;

type NodeClient = Extract<ClientProgram, { readonly module: string }>;

class ServersWithClients implements Starter<ClientContestant> {
  readonly #programs: Programs;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  reasonWithout({ server }: ClientContestant): Promise<string | undefined> {
    return this.#programs.reasonWithout(server);
  }

  async start(contestant: ClientContestant, stack: AsyncDisposableStack): Promise<ToSubject> {
    const { server, client } = contestant;
    const { pid, address } = await this.#programs.start(server, stack);
    const ask =
      client.runtime === 'kcp-go'
        ? await this.#goClient(client.args, address)
        : await this.#nodeClient(contestant, client, address, stack);
    return (name, body, shape) => ({
      name,
      serverPid: pid,
      load: (count) => ask({ count, ...shape, ...(body !== undefined && { body }) }),
    });
  }

  async #goClient(args: readonly string[], address: string): Promise<Ask> {
    const program = await this.#programs.goProgram('kcp-go');
    return (task) => runKcpGo(program, address, args, task);
  }

  async #nodeClient(
    { server }: ClientContestant,
    { module, args = [] }: NodeClient,
    address: string,
    stack: AsyncDisposableStack,
  ): Promise<Ask> {
    const url = new URL(`clients/${module}`, import.meta.url);
    const secrets = server.runtime === 'secure' ? [await this.#programs.certificateFolder()] : [];
    const client = stack.use(nodeChild(url, [address, ...args, ...secrets]));
    await client.firstLine();
    keepMainThread(client.pid, OwnCpu.load);
    return async (task) => (await client.ask(task, roundMs)) as LoadResult;
  }
}

const roundMs = 30_000;
