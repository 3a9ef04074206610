import { describe, expect, it } from '@jest/globals';
import {
  choice,
  defineProgram,
  eachValue,
  HelpRequest,
  parseOptions,
  wholeNumber,
} from '../src/command-line.ts';
import { ProgramError } from '../src/program-error.ts';

function parse(...argv: string[]): object {
  const program = defineProgram('sample', 'Does nothing.')
    .option('--url <url>', 'one or more', eachValue)
    .addOption(choice('--colour <name>', 'the colour', ['red', 'green'], 'red'))
    .option('--count <n>', 'how many', wholeNumber(1, 100), 5);
  return parseOptions(program, argv, ['url']);
}

describe('parseOptions', () => {
  it('fills in the defaults', () => {
    expect(parse('--url', 'a')).toEqual({ url: ['a'], colour: 'red', count: 5 });
  });

  it('gathers an option that is given several times', () => {
    expect(parse('--url', 'a', '--url=b')).toMatchObject({ url: ['a', 'b'] });
  });

  it('reads numbers and choices', () => {
    const options = parse('--url', 'a', '--count', '100', '--colour', 'green');
    expect(options).toMatchObject({ count: 100, colour: 'green' });
  });

  it.each([
    [[], '--url is missing; see --help'],
    [['--ulr', 'a'], "unknown option '--ulr'; see --help"],
    [['--url', 'a', '--size'], "unknown option '--size'; see --help"],
    [['--url'], "option '--url <url>' argument missing; see --help"],
    [['--url', 'a', 'b'], 'too many arguments. Expected 0 arguments but got 1: b.; see --help'],
    [
      ['--url', 'a', '--colour', 'blue'],
      "option '--colour <name>' argument 'blue' is invalid. Allowed choices are red, green.; see --help",
    ],
    [
      ['--url', 'a', '--count', '101'],
      "option '--count <n>' argument '101' is invalid. It is a whole number from 1 to 100.; see --help",
    ],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => parse(...argv)).toThrow(new ProgramError(message, 2));
  });

  it.each(['0', '-1', '1.5', '1e1', '0x5', '', 'five'])('refuses %j as a whole number', (text) => {
    expect(() => parse('--url', 'a', `--count=${text}`)).toThrow('whole number from 1 to 100');
  });

  it('throws the help when it is asked for', () => {
    expect(() => parse('--help')).toThrow(HelpRequest);
    expect(() => parse('--help')).toThrow(/^Usage: sample \[options\]\n\nDoes nothing\.\n/);
  });
});
