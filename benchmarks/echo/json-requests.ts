import { type Child, nodeChild } from '../lib/child.ts';
import { type JsonContestant, jsonContestants, jsonShapes, type Shape } from './contestants.ts';
import { type LoadResult, measure, type Subject, warmUp } from './measure.ts';
import { isWanted, type Options } from './options.ts';
import { type Cell, cellId, type Family } from './results.ts';

interface Running {
  readonly contestant: JsonContestant;
  readonly server: Child;
  readonly client: Child;
}

/** Requests with a small object as JSON, both ends of one framework, each end its own process. */
export async function measureJsonRequests(options: Options): Promise<Family> {
  await using stack = new AsyncDisposableStack();
  const running: Running[] = [];
  for (const contestant of jsonContestants) {
    const isUsed = jsonShapes.some((shape) => isWanted(nameOf(contestant, shape), options));
    if (isUsed) running.push(await start(contestant, stack));
  }
  for (const each of running) {
    for (const window of [1000, 1]) await warmUp(subjectOf(each, { connections: 1, window }));
  }
  const cells: Cell[] = [];
  for (const shape of jsonShapes) cells.push(await measureCell(running, shape, options));
  return { cells: cells.filter((cell) => cell.results.length > 0), skipped: [] };
}

function nameOf({ id }: JsonContestant, shape: Shape): string {
  return `${cellId(['json'], shape)}/${id}`;
}

async function start(contestant: JsonContestant, stack: AsyncDisposableStack): Promise<Running> {
  const { module } = contestant;
  const server = stack.use(nodeChild(new URL(`servers/${module}`, import.meta.url), []));
  const { address } = (await server.firstLine()) as { address: string };
  const client = stack.use(nodeChild(new URL(`clients/${module}`, import.meta.url), [address]));
  await client.firstLine();
  return { contestant, server, client };
}

function subjectOf({ contestant, server, client }: Running, shape: Shape): Subject {
  return {
    name: nameOf(contestant, shape),
    serverPid: server.pid,
    load: async (count) =>
      (await client.ask({ count, window: shape.window }, roundMs)) as LoadResult,
  };
}

async function measureCell(all: readonly Running[], shape: Shape, options: Options): Promise<Cell> {
  const id = cellId(['json'], shape);
  const running = all.filter(({ contestant }) => isWanted(nameOf(contestant, shape), options));
  if (running.length > 0) console.error(id);
  const subjects = running.map((each) => subjectOf(each, shape));
  const summaries = await measure(subjects, options.rounds, options.seconds);
  const results = running.map(({ contestant: { id: contestant, title } }, i) => ({
    contestant,
    title,
    summary: summaries[i]!,
  }));
  return { id, family: 'json', shape, results };
}

const roundMs = 30_000;
