import { HelpRequest } from '@net/apps-shared';
import { describe, expect, it } from '@jest/globals';
import { clientOptions } from '../src/options.ts';

const kcpDefaults = {
  kcpPreset: 'fast',
  kcpCrypt: 'null',
  kcpSalt: 'kcp-go',
  kcpWindow: 512,
};
const connect = ['--connect', 'tcp://127.0.0.1:1'];

describe('clientOptions', () => {
  it('fills in the defaults', () => {
    expect(clientOptions(connect)).toEqual({
      connect: 'tcp://127.0.0.1:1',
      group: [],
      protocol: 'packets',
      codec: 'raw',
      count: 10_000,
      concurrency: 1,
      body: 64,
      timeout: 10_000,
      oneWay: false,
      json: false,
      ...kcpDefaults,
    });
  });

  it('reads every option', () => {
    const numbers = '--count 5 --concurrency 2 --body 0 --timeout 250'.split(' ');
    const rest = '--protocol gonet --codec raw --tls-ca ca.pem --one-way --json'.split(' ');
    expect(clientOptions([...connect, ...numbers, ...rest])).toEqual({
      connect: 'tcp://127.0.0.1:1',
      group: [],
      protocol: 'gonet',
      codec: 'raw',
      count: 5,
      concurrency: 2,
      body: 0,
      timeout: 250,
      tlsCa: 'ca.pem',
      oneWay: true,
      json: true,
      ...kcpDefaults,
    });
  });

  it.each([
    [[], 'give either --connect or --group; see --help'],
    [[...connect, '--group', 'tcp://x:1'], 'give either --connect or --group; see --help'],
    [
      ['--group', 'tcp://x:1', '--one-way'],
      '--one-way goes with --connect: a message belongs to one session',
    ],
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
      [...connect, '--codec', 'yaml'],
      "option '--codec <name>' argument 'yaml' is invalid. Allowed choices are raw, json, xml, binary, protobuf.; see --help",
    ],
  ])('refuses %j in one line, with exit code 2', (argv, message) => {
    expect(() => clientOptions(argv)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });

  it('takes a group of servers', () => {
    const { connect: none, group } = clientOptions([
      '--group',
      'tcp://a:1',
      '--group',
      'tcp://b:1',
    ]);
    expect([none, group]).toEqual([undefined, ['tcp://a:1', 'tcp://b:1']]);
  });

  it('explains every option on --help', () => {
    let help = '';
    try {
      clientOptions(['--help']);
    } catch (error) {
      if (error instanceof HelpRequest) help = error.message;
    }
    const options =
      'connect group protocol codec count concurrency body timeout tls-ca one-way json help';
    for (const option of options.split(' ')) expect(help).toContain(`--${option} `);
  });
});
