import { type CipherName, deriveKey, type KcpOptions } from '@net/transport-kcp';
import { type Command, InvalidArgumentError } from 'commander';
import { choice, wholeNumber } from './command-line.ts';
import { ProgramError } from './program-error.ts';

/** What the command line says about KCP. Both ends must say the same. */
export interface KcpFlags {
  readonly kcpPreset: 'fast' | 'normal';
  readonly kcpCrypt: CipherName;
  readonly kcpPassword?: string | undefined;
  readonly kcpSalt: string;
  /** Data and parity shards of forward error correction. */
  readonly kcpFec?: readonly [number, number] | undefined;
  readonly kcpMessages?: boolean | undefined;
  readonly kcpWindow: number;
}

/** Adds `--kcp-…` to a program. */
export function addKcpFlags(program: Command): Command {
  return program
    .addOption(choice('--kcp-preset <name>', 'kcp: how eager', ['fast', 'normal'], 'fast'))
    .addOption(choice('--kcp-crypt <name>', 'kcp: how datagrams are hidden', CIPHERS, 'null'))
    .option('--kcp-password <text>', 'kcp: what the key is made of')
    .option('--kcp-salt <text>', 'kcp: the salt of the key', 'kcp-go')
    .option('--kcp-fec <data/parity>', 'kcp: forward error correction, such as 10/3', shards)
    .option('--kcp-messages', 'kcp: keep boundaries, instead of a stream as kcp-go')
    .option('--kcp-window <segments>', 'kcp: what may be in flight', wholeNumber(1, 65_535), 512);
}

/** The options that the flags stand for. @throws ProgramError for a cipher without a password */
export function kcpOptionsOf(flags: KcpFlags): KcpOptions {
  const { kcpCrypt: crypt, kcpPassword: password, kcpSalt, kcpFec = [0, 0], kcpWindow } = flags;
  const keyBytes = KEY_BYTES.get(crypt) ?? 32;
  if (crypt !== 'null' && crypt !== 'none' && password === undefined) {
    throw new ProgramError(`--kcp-crypt ${crypt} needs --kcp-password`, 2);
  }
  return {
    ...(flags.kcpPreset === 'normal' && { nodelay: 0, interval: 40, resend: 0, nc: 0 }),
    crypt,
    ...(password !== undefined && { key: deriveKey(password, kcpSalt, { keyBytes }) }),
    dataShards: kcpFec[0],
    parityShards: kcpFec[1],
    streamMode: flags.kcpMessages !== true,
    sndwnd: kcpWindow,
    rcvwnd: kcpWindow,
  };
}

function shards(text: string): readonly [number, number] {
  const [, data, parity] = /^(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
  if (data === undefined || parity === undefined) {
    throw new InvalidArgumentError('It is two numbers, such as 10/3.');
  }
  return [Number(data), Number(parity)];
}

const CIPHERS = [
  'null',
  'none',
  'xor',
  'salsa20',
  'aes-128',
  'aes-192',
  'aes-256',
  'sm4',
  '3des',
  'aes-gcm',
];
const KEY_BYTES: ReadonlyMap<string, number> = new Map([
  ['aes-128', 16],
  ['aes-192', 24],
  ['sm4', 16],
  ['3des', 24],
]);
