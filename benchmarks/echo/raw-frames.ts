import { Child, nodeChild } from '../lib/child.ts';
import {
  bodies,
  type RawContestant,
  rawContestants,
  rawShapes,
  type Shape,
} from './contestants.ts';
import { buildGoTurbo } from './go-turbo.ts';
import type { Load } from './load.ts';
import { measure, type Subject, warmUp } from './measure.ts';
import { isWanted, type Options } from './options.ts';
import { type Cell, cellId, type Family } from './results.ts';

interface Running {
  readonly contestant: RawContestant;
  readonly child: Child;
  readonly address: string;
}

/** Prebuilt frames from one load to every server in turn. */
export async function measureRawFrames(load: Load, options: Options): Promise<Family> {
  await using go = await buildGoTurbo();
  await using stack = new AsyncDisposableStack();
  const skipped: string[] = [];
  const running: Running[] = [];
  for (const contestant of rawContestants) {
    if (!isUsed(contestant, options)) continue;
    if (!contestant.server && go.reason) {
      skipped.push(`${contestant.title}: ${go.reason}`);
      continue;
    }
    running.push(await start(contestant, go.program, stack));
  }
  for (const each of running) await warmUpServer(load, each);
  const cells: Cell[] = [];
  for (const body of bodies) {
    for (const shape of rawShapes)
      cells.push(await measureCell(load, running, body, shape, options));
  }
  return { cells: cells.filter((cell) => cell.results.length > 0), skipped };
}

function isUsed({ id }: RawContestant, options: Options): boolean {
  return bodies.some((body) =>
    rawShapes.some((shape) => isWanted(`${cellId(['raw', body], shape)}/${id}`, options)),
  );
}

async function start(
  contestant: RawContestant,
  goProgram: string,
  stack: AsyncDisposableStack,
): Promise<Running> {
  const [module, ...args] = contestant.server ?? [''];
  const child = stack.use(
    module
      ? nodeChild(new URL(`servers/${module}`, import.meta.url), args)
      : new Child('go-turbo', goProgram, ['-listen', '127.0.0.1:0'], false),
  );
  const { address } = (await child.firstLine()) as { address: string };
  return { contestant, child, address };
}

/** Both extremes: many messages a turn, and one. */
async function warmUpServer(load: Load, each: Running): Promise<void> {
  for (const window of [1000, 1]) {
    const shape = { connections: 1, window };
    await warmUp(subjectOf(load, each, bodies[0]!, shape, 'warm-up'));
  }
}

function subjectOf(
  load: Load,
  { contestant, child, address }: Running,
  body: number,
  shape: Shape,
  id: string,
): Subject {
  return {
    name: `${id}/${contestant.id}`,
    serverPid: child.pid,
    load: (count) => load.run(address, { ...contestant, body }, shape, count),
  };
}

async function measureCell(
  load: Load,
  all: readonly Running[],
  body: number,
  shape: Shape,
  options: Options,
): Promise<Cell> {
  const id = cellId(['raw', body], shape);
  const running = all.filter(({ contestant }) => isWanted(`${id}/${contestant.id}`, options));
  if (running.length > 0) console.error(id);
  const subjects = running.map((each) => subjectOf(load, each, body, shape, id));
  const summaries = await measure(subjects, options.rounds, options.seconds);
  const results = running.map(({ contestant: { id: contestant, title } }, i) => ({
    contestant,
    title,
    summary: summaries[i]!,
  }));
  return { id, family: 'raw', body, shape, results };
}
