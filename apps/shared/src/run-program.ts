import { HelpRequest } from './command-line.ts';
import { errorLine, exitCodeFor } from './error-line.ts';
import { Stopped } from './stop-signal.ts';

/**
 * Runs a program to its end. What `main` returns is the exit code; what it throws becomes one line
 * on stderr, after the program's name.
 */
export async function runProgram(
  name: string,
  main: (argv: readonly string[]) => Promise<number>,
): Promise<void> {
  // A reader that leaves early (`| head -1`) ends the program and is no failure of it.
  process.stdout.on('error', () => process.exit(0));
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.exitCode = report(name, error);
  }
}

/** @returns the exit code. */
function report(name: string, error: unknown): number {
  if (error instanceof HelpRequest) {
    process.stdout.write(error.message);
    return 0;
  }
  if (error instanceof Stopped) return error.exitCode;
  process.stderr.write(`${name}: ${errorLine(error)}\n`);
  return exitCodeFor(error);
}
