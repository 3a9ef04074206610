import { type Contestant, type Group, rawBody, type Shape } from './contestants.ts';
import { measure, type Pace, type Subject, warmUp } from './measure.ts';
import { isWanted, type Options } from './options.ts';
import { type Cell, cellId, type Measured } from './results.ts';

/** Gets the contestants of a group to run. */
export interface Starter<Member extends Contestant> {
  /** Why this one cannot run here, if it cannot. */
  reasonWithout(contestant: Member): Promise<string | undefined>;
  /** Starts what one needs, which `stack` stops, and returns what makes it a subject of any load. */
  start(contestant: Member, stack: AsyncDisposableStack): Promise<ToSubject>;
}

export type ToSubject = (name: string, body: number | undefined, shape: Shape) => Subject;

interface Running {
  readonly contestant: Contestant;
  readonly toSubject: ToSubject;
}

/** Measures all that is wanted of a group. */
export async function measureGroup<Member extends Contestant>(
  group: Group<Member>,
  starter: Starter<Member>,
  options: Options,
): Promise<Measured> {
  await using stack = new AsyncDisposableStack();
  const skipped: string[] = [];
  const running: Running[] = [];
  for (const contestant of group.contestants) {
    if (!isUsed(group, contestant, options)) continue;
    const reason = await starter.reasonWithout(contestant);
    if (reason) skipped.push(`${group.family}/…/${contestant.id}, ${contestant.title}: ${reason}`);
    else running.push({ contestant, toSubject: await starter.start(contestant, stack) });
  }
  for (const each of running) await warmUpServer(group, each);
  const cells: Cell[] = [];
  for (const body of group.bodies) {
    for (const shape of group.shapes) {
      cells.push(await measureCell(group, running, body, shape, options));
    }
  }
  return { cells: cells.filter((cell) => cell.results.length > 0), skipped };
}

function isUsed(group: Group<Contestant>, contestant: Contestant, options: Options): boolean {
  return group.bodies.some((body) =>
    group.shapes.some((shape) =>
      takesPart(contestant, cellId(group.family, body, shape), shape, options),
    ),
  );
}

function takesPart(contestant: Contestant, id: string, shape: Shape, options: Options): boolean {
  const { windows = [shape.window] } = contestant;
  return windows.includes(shape.window) && isWanted(`${id}/${contestant.id}`, options);
}

/** Both extremes of the group: many messages a turn, and one. */
async function warmUpServer(group: Group<Contestant>, each: Running): Promise<void> {
  const windows = (each.contestant.windows ?? group.shapes.map(({ window }) => window)).toSorted(
    (a, b) => b - a,
  );
  for (const window of new Set([windows[0]!, windows.at(-1)!])) {
    const shape = { connections: 1, window };
    const name = `warm-up/${each.contestant.id}`;
    const subject = each.toSubject(name, group.bodies[0] ?? rawBody, shape);
    await warmUp(subject, paceOf(group, 1, warmUpSeconds));
  }
}

async function measureCell(
  group: Group<Contestant>,
  all: readonly Running[],
  body: number | undefined,
  shape: Shape,
  options: Options,
): Promise<Cell> {
  const id = cellId(group.family, body, shape);
  const running = all.filter(({ contestant }) => takesPart(contestant, id, shape, options));
  if (running.length > 0) console.error(id);
  const subjects = running.map(({ contestant, toSubject }) =>
    toSubject(`${id}/${contestant.id}`, body, shape),
  );
  const pace = paceOf(group, options.rounds, options.seconds);
  const slices = shape.window === 1 ? slicesOfOne : 1;
  const summaries = await measure(subjects, { ...pace, slices });
  const results = running.map(({ contestant: { id: contestant, title } }, i) => ({
    contestant,
    title,
    summary: summaries[i]!,
  }));
  return { id, family: group.family, body, shape, results };
}

function paceOf(group: Group<Contestant>, rounds: number, seconds: number): Pace {
  const { firstCount = usualFirstCount, timeShare = 1 } = group;
  return { rounds, slices: 1, seconds: seconds * timeShare, firstCount };
}

/** With one in flight a round is at full speed from its first request to its last. */
export const slicesOfOne = 4;
const usualFirstCount = 2000;
const warmUpSeconds = 2;
