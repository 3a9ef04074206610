import {
  Command,
  CommanderError,
  InvalidArgumentError,
  Option,
  type OptionValues,
} from 'commander';
import { ProgramError } from './program-error.ts';

/** The user asked for the help, which is the message. Not a failure. */
export class HelpRequest extends Error {
  override readonly name: string = 'HelpRequest';
}

/** A program whose options are still to be added. */
export function defineProgram(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', 'show this help')
    .showSuggestionAfterError(false)
    .exitOverride();
}

/**
 * What `argv` sets, by the options' names, with the defaults of the others.
 *
 * @param required the names of those that have no default and must be there.
 * @throws HelpRequest for `--help`.
 * @throws ProgramError for an unknown option, a missing one or a wrong value; its exit code is 2.
 */
export function parseOptions(
  program: Command,
  argv: readonly string[],
  required: readonly string[] = [],
): OptionValues {
  const options = parse(program, argv);
  // Commander's own check comes before that for unknown options: a misspelt one would seem missing.
  const missing = required.find((name) => options[name] === undefined);
  if (missing === undefined) return options;
  throw new ProgramError(`--${missing} is missing; see --help`, 2);
}

function parse(program: Command, argv: readonly string[]): OptionValues {
  let help = '';
  program.configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} });
  try {
    return program.parse(argv, { from: 'user' }).opts();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) throw new HelpRequest(help);
    throw new ProgramError(`${error.message.replace(/^error: /, '')}; see --help`, 2);
  }
}

/** An option that takes one of `names`. */
export function choice(
  flags: string,
  description: string,
  names: readonly string[],
  chosen: string,
): Option {
  return new Option(flags, description).choices(names).default(chosen);
}

/** Reads an option's value as a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };
}

/** Gathers the values of an option that may be given several times. */
export function eachValue(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
