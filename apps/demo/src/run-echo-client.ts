import { ChildProgram, type EchoReport, parseEchoReport, ProgramError } from '@net/apps-shared';

/**
 * Runs the echo client to its end.
 *
 * @throws ProgramError when an answer was wrong or missing, or with what it said before it failed.
 * @throws the signal's reason, if that stops it.
 */
export async function runEchoClient(
  argv: readonly string[],
  signal: AbortSignal,
): Promise<EchoReport> {
  signal.throwIfAborted();
  const client = new ChildProgram(ENTRY, [...argv, '--json'], { signal });
  const { exitCode, stdout, stderr } = await client.ended;
  signal.throwIfAborted();
  if (exitCode === 0) return parseEchoReport(stdout);
  throw new ProgramError(stderr.trim() || `answers were wrong or missing: ${stdout.trim()}`);
}

const ENTRY = import.meta.resolve('@net/echo-client');
