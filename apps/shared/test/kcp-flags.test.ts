import { describe, expect, it } from '@jest/globals';
import { defineProgram, parseOptions } from '../src/command-line.ts';
import { addKcpFlags, type KcpFlags, kcpOptionsOf } from '../src/kcp-flags.ts';

describe('kcpOptionsOf', () => {
  it('says nothing of a cipher by default', () => {
    expect(parse()).toEqual({
      crypt: 'null',
      dataShards: 0,
      parityShards: 0,
      streamMode: true,
      sndwnd: 512,
      rcvwnd: 512,
    });
  });

  it('reads every flag', () => {
    const argv = '--kcp-preset normal --kcp-fec 10/3 --kcp-messages --kcp-window 64'.split(' ');
    expect(parse(...argv)).toMatchObject({
      nodelay: 0,
      interval: 40,
      resend: 0,
      nc: 0,
      dataShards: 10,
      parityShards: 3,
      streamMode: false,
      sndwnd: 64,
    });
  });

  it('makes a key of the length that the cipher takes', () => {
    const lengths = ['aes-128', '3des', 'aes-gcm'].map(
      (name) => parse('--kcp-crypt', name, '--kcp-password', 'secret').key?.length,
    );
    expect(lengths).toEqual([16, 24, 32]);
  });

  it('wants a password for a cipher', () => {
    expect(() => parse('--kcp-crypt', 'aes-gcm')).toThrow(
      '--kcp-crypt aes-gcm needs --kcp-password',
    );
  });

  it('refuses what is no pair of shards', () => {
    for (const text of ['10', '10/', 'a/b', '10/3/1']) {
      expect(() => parse('--kcp-fec', text)).toThrow('It is two numbers, such as 10/3.');
    }
  });
});

function parse(...argv: readonly string[]) {
  const program = addKcpFlags(defineProgram('test', 'for tests'));
  // What the flags' own definitions make it return.
  return kcpOptionsOf(parseOptions(program, argv) as KcpFlags);
}
