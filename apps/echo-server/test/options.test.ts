import { HelpRequest } from '@net/apps-shared';
import { describe, expect, it } from '@jest/globals';
import { serverOptions } from '../src/options.ts';

const kcpDefaults = {
  kcpPreset: 'fast',
  kcpCrypt: 'null',
  kcpSalt: 'kcp-go',
  kcpWindow: 512,
};
const listen = ['--listen', 'tcp://127.0.0.1:0'];

describe('serverOptions', () => {
  it('fills in the defaults', () => {
    expect(serverOptions(listen)).toEqual({
      listen: ['tcp://127.0.0.1:0'],
      protocol: 'packets',
      codec: 'raw',
      quiet: false,
      ...kcpDefaults,
    });
  });

  it('reads every option', () => {
    const tls = ['--tls-cert', 'c.pem', '--tls-key', 'k.pem'];
    const rest = ['--protocol', 'turbo-2017', '--codec', 'json', '--quiet'];
    expect(serverOptions([...listen, '--listen', 'unix:///tmp/a.sock', ...tls, ...rest])).toEqual({
      listen: ['tcp://127.0.0.1:0', 'unix:///tmp/a.sock'],
      protocol: 'turbo-2017',
      codec: 'json',
      tlsCert: 'c.pem',
      tlsKey: 'k.pem',
      quiet: true,
      ...kcpDefaults,
    });
  });

  it.each([
    [[], '--listen is missing; see --help'],
    [[...listen, '--port', '1'], "unknown option '--port'; see --help"],
    [
      [...listen, '--protocol', 'turbo-2016'],
      "option '--protocol <name>' argument 'turbo-2016' is invalid. Allowed choices are packets, turbo, turbo-2017, gonet, gonet-2023.; see --help",
    ],
    [
      [...listen, '--codec', 'yaml'],
      "option '--codec <name>' argument 'yaml' is invalid. Allowed choices are raw, json, xml, binary, protobuf.; see --help",
    ],
  ])('refuses %j in one line, with exit code 2', (argv, message) => {
    expect(() => serverOptions(argv)).toThrow(expect.objectContaining({ message, exitCode: 2 }));
  });

  it('explains every option on --help', () => {
    let help = '';
    try {
      serverOptions(['--help']);
    } catch (error) {
      if (error instanceof HelpRequest) help = error.message;
    }
    for (const option of ['listen', 'protocol', 'codec', 'tls-cert', 'tls-key', 'quiet', 'help']) {
      expect(help).toContain(`--${option} `);
    }
  });
});
