import { defineProgram, parseOptions, wholeNumber } from '@net/apps-shared';

/** What the command line says. */
export interface DemoOptions {
  /** Requests, and one-way messages, for the throughput of each transport. */
  readonly count: number;
}

/** @throws HelpRequest, ProgramError */
export function demoOptions(argv: readonly string[]): DemoOptions {
  const program = defineProgram('demo', DESCRIPTION).option(
    '--count <n>',
    'requests and one-way messages for each transport',
    wholeNumber(1, 10_000_000),
    30_000,
  );
  // Commander has no types for what the call above makes it return; test/options.test.ts shows it.
  return parseOptions(program, argv) as DemoOptions;
}

const DESCRIPTION =
  'Starts the echo server on every transport, runs the echo client over each, and prints a table. ' +
  'The server is a process of its own on this machine, with a certificate made for this run.';
