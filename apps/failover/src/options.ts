import { defineProgram, parseOptions, wholeNumber } from '@net/apps-shared';

/** What the command line says. */
export interface FailoverOptions {
  /** How often each server is ended and started again. */
  readonly rounds: number;
  /** Requests in flight. */
  readonly concurrency: number;
}

/** @throws HelpRequest, ProgramError */
export function failoverOptions(argv: readonly string[]): FailoverOptions {
  const program = defineProgram('failover', DESCRIPTION)
    .option('--rounds <n>', 'how often each server is ended', wholeNumber(1, 1000), 2)
    .option('--concurrency <n>', 'requests in flight', wholeNumber(1, 1000), 64);
  // Commander has no types for what the calls above make it return; test/options.test.ts shows it.
  return parseOptions(program, argv) as FailoverOptions;
}

const DESCRIPTION =
  'Kills and restarts three servers one after the other while a group of clients keeps asking them, ' +
  'and counts what is lost.';
