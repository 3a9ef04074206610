// What takes too long for every run: `npm run test:nightly -- --minutes 5`. One line for each row of
// the scoreboard; the exit code is 1 when one is missed.
import { parseArgs } from 'node:util';
import { contestants } from '../memory/contestants.ts';
import { descriptorLimit } from '../memory/descriptor-limit.ts';
import { judgeChurn } from './churn.ts';
import { judgeBudgets } from './full-budgets.ts';
import { judgeHold, processes } from './hold.ts';
import { judgeIdleMemory } from './idle-memory.ts';
import { judgeSoak } from './soak.ts';
import { toLine, type Verdict, verdictOf } from './verdict.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    /** Which parts to run: `memory,tcp,kcp,soak,churn,budgets`. */
    only: { type: 'string', default: 'memory,tcp,kcp,soak,churn,budgets' },
    /** Idle sessions of each transport whose memory is measured. */
    sessions: { type: 'string', default: '10000' },
    /** Idle sessions that are held, and for how long. */
    held: { type: 'string', default: '50000' },
    minutes: { type: 'string', default: '5' },
    /** Restarts of a server, and how many clients come back to it each time. */
    rounds: { type: 'string', default: '200' },
    clients: { type: 'string', default: '200' },
    /** Connections over QUIC that are opened and closed. */
    connections: { type: 'string', default: '10000' },
  },
});
const only = new Set(values.only.split(','));
const minutes = Number(values.minutes);
const spareDescriptors = 100;

for await (const verdict of verdicts()) {
  console.log(toLine(verdict));
  if (verdict.outcome === 'missed') process.exitCode = 1;
}

async function* verdicts(): AsyncGenerator<Verdict> {
  const sessions = Number(values.sessions);
  if (only.has('memory')) {
    const shortage = shortageOf('R7 idle memory', sessions);
    if (shortage) yield shortage;
    else yield* judgeIdleMemory(sessions);
  }
  for (const scheme of ['tcp', 'kcp'] as const) {
    if (only.has(scheme)) yield hold(scheme, Number(values.held));
  }
  for (const scheme of ['ws', 'tcp'] as const) {
    const row = `restarts, ${scheme}`;
    const options = { row, scheme, rounds: Number(values.rounds), clients: Number(values.clients) };
    if (only.has('soak')) yield verdictOf(row, () => judgeSoak(options));
  }
  const connections = Number(values.connections);
  const row = `R25 churn, quic, ${connections} connections`;
  if (only.has('churn')) yield verdictOf(row, () => judgeChurn(row, connections));
  if (only.has('budgets')) yield* judgeBudgets();
}

async function hold(scheme: 'tcp' | 'kcp', sessions: number): Promise<Verdict> {
  const row = `R8 held, ${scheme}, ${sessions} sessions`;
  const shortage = shortageOf(row, sessions / processes);
  const { atMostBytes = 0 } = contestants.find(({ id }) => id === scheme) ?? {};
  return (
    shortage ?? verdictOf(row, () => judgeHold({ row, scheme, sessions, minutes, atMostBytes }))
  );
}

/** Says so when a process may not have so many sockets. */
function shortageOf(row: string, sockets: number): Verdict | undefined {
  const limit = descriptorLimit();
  if (limit >= sockets + spareDescriptors) return undefined;
  return { row, outcome: 'skipped', text: `only ${limit} descriptors are allowed to a process` };
}
