import { type Outcome, type ServerProgram, runProgram, startServer } from './program.ts';

/** What the echo client reports in its JSON line. */
export interface EchoReport {
  readonly requests: number;
  readonly failures: number;
}

/** Starts our echo server on a free TCP port; it sends back the bodies it gets, unread. */
export function startEchoServer(protocol: string): Promise<ServerProgram> {
  const options = ['--listen', 'tcp://127.0.0.1:0', '--protocol', protocol, '--codec', 'raw'];
  const args = [conditions, 'apps/echo-server/src/main.ts', ...options];
  return startServer(process.execPath, args, /tcp:\/\/(127\.0\.0\.1:\d+)/);
}

/** Runs our echo client against `host:port`. */
export function runEchoClient(
  address: string,
  protocol: string,
  ...args: readonly string[]
): Promise<Outcome> {
  const options = ['--connect', `tcp://${address}`, '--protocol', protocol, '--codec', 'raw'];
  const main = 'apps/echo-client/src/main.ts';
  return runProgram(process.execPath, [conditions, main, ...options, ...args]);
}

/** Makes 2,500 requests of `bodyBytes` each; throws when the client fails. */
export async function echoBodies(
  address: string,
  protocol: string,
  bodyBytes: number,
): Promise<EchoReport> {
  const load = ['--count', '2500', '--concurrency', '8', '--body', String(bodyBytes), '--json'];
  const { exitCode, output, errors } = await runEchoClient(address, protocol, ...load);
  if (exitCode !== 0) throw new Error(`the echo client ended with ${exitCode}: ${errors}${output}`);
  const { requests, failures } = JSON.parse(output) as EchoReport;
  return { requests, failures };
}

const conditions = '--conditions=@net/source';
