import { HelpRequest } from '@net/apps-shared';
import { describe, expect, it } from '@jest/globals';
import { clientOptions } from '../src/options.ts';

const connect = ['--connect', 'tcp://127.0.0.1:1'];

describe('clientOptions', () => {
  it('fills in the defaults', () => {
    expect(clientOptions(connect)).toEqual({
      connect: 'tcp://127.0.0.1:1',
      protocol: 'packets',
      codec: 'raw',
      count: 10_000,
      concurrency: 1,
      body: 64,
      timeout: 10_000,
      oneWay: false,
      json: false,
    });
  });

  it('reads every option', () => {
    const numbers = '--count 5 --concurrency 2 --body 0 --timeout 250'.split(' ');
    const rest = '--protocol gonet --codec raw --tls-ca ca.pem --one-way --json'.split(' ');
    expect(clientOptions([...connect, ...numbers, ...rest])).toEqual({
      connect: 'tcp://127.0.0.1:1',
      protocol: 'gonet',
      codec: 'raw',
      count: 5,
      concurrency: 2,
      body: 0,
      timeout: 250,
      tlsCa: 'ca.pem',
      oneWay: true,
      json: true,
    });
  });

  it.each([
    [[], '--connect is missing; see --help'],
    [[...connect, '--size', '1'], "unknown option '--size'; see --help"],
    [
      [...connect, '--count', '0'],
      "option '--count <n>' argument '0' is invalid. It is a whole number from 1 to 10000000.; see --help",
    ],
    [
      [...connect, '--concurrency', 'many'],
      "option '--concurrency <n>' argument 'many' is invalid. It is a whole number from 1 to 65536.; see --help",
    ],
    [
      [...connect, '--codec', 'json', '--body', '1'],
      '--body is 2 or more with --codec json: the quotes of a string',
    ],
  ])('refuses %j in one line, with exit code 2', (argv, message) => {
    expect(() => clientOptions(argv)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });

  it('explains every option on --help', () => {
    let help = '';
    try {
      clientOptions(['--help']);
    } catch (error) {
      if (error instanceof HelpRequest) help = error.message;
    }
    const options =
      'connect protocol codec count concurrency body timeout tls-ca one-way json help';
    for (const option of options.split(' ')) expect(help).toContain(`--${option} `);
  });
});
