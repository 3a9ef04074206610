import { contestants } from '../memory/contestants.ts';
import { costOf } from '../memory/cost.ts';
import { judge, kibibytes, type Verdict, verdictOf } from './verdict.ts';

/** R7: what one of so many idle sessions adds to a server, for each transport with a mark. */
export async function* judgeIdleMemory(sessions: number): AsyncGenerator<Verdict> {
  for (const contestant of contestants) {
    const { id, atMostBytes } = contestant;
    if (atMostBytes === undefined) continue;
    const row = `R7 idle memory, ${id}, ${sessions} sessions`;
    yield await verdictOf(row, async () => {
      const { residentBytes } = await costOf(contestant, sessions);
      const text = `${kibibytes(residentBytes)} each, wanted ≤ ${kibibytes(atMostBytes)}`;
      return judge(row, residentBytes <= atMostBytes, text);
    });
  }
}
