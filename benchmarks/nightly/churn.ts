import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { judge, type Verdict } from './verdict.ts';

/** What the program prints, as its `ChurnReport` says; it fails when anything has stayed. */
interface Churned {
  readonly seconds: number;
  /** Resident memory after each tenth of the connections. */
  readonly rssMiB: readonly number[];
  readonly sessions: number;
  readonly streams: number;
  readonly channels: number;
}

/** R25: connections over QUIC that come and go leave no object behind, and no memory. */
export async function judgeChurn(row: string, connections: number): Promise<Verdict> {
  const { output, errors, fault } = await run(connections);
  if (output === '') {
    if (!errors.includes('QUIC_UNAVAILABLE')) throw new Error(fault);
    return { row, outcome: 'skipped', text: 'QUIC cannot be used here' };
  }
  // A `ChurnReport`, which is printed before the program finds fault with it.
  const { seconds, rssMiB, sessions, streams, channels } = JSON.parse(output) as Churned;
  const text =
    `${seconds} s, then of both ends of the only one that is open ${sessions} sessions, ` +
    `${streams} streams and ${channels} channels, MiB after each tenth ${rssMiB.join(', ')}`;
  return judge(row, fault === '', [text, fault].filter(Boolean).join('; '));
}

/** What the program has written, and why it ended if not of its own accord and content. */
interface Run {
  readonly output: string;
  readonly errors: string;
  readonly fault: string;
}

function run(connections: number): Promise<Run> {
  const args = [...process.execArgv, fileURLToPath(program), String(connections)];
  const timeout = startMs + connections * connectionMs;
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout }, (error, output, errors) => {
      const fault = error === null ? '' : (ERROR.exec(errors)?.[0] ?? error.message);
      resolve({ output, errors, fault });
    });
  });
}

const program = new URL(
  '../../packages/transport-quic/test/support/churn-program.ts',
  import.meta.url,
);
const startMs = 60_000;
const connectionMs = 60;
/** The line of an uncaught error that says what it is. */
const ERROR = /^\w*Error\b.*$/m;
