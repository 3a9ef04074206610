import { randomBytes } from 'node:crypto';
import { type Logger, systemClock } from '@net/core';
import { OptionReader } from '@net/core/extend';
import { maxDatagramBytes } from './cipher.ts';
import { createCipher } from './ciphers/create-cipher.ts';
import { fecHeaderBytes } from './fec-header.ts';
import type { LivenessSettings } from './liveness.ts';
import { type MachineSettings, originalSettings } from './machine-settings.ts';
import type { KcpOptions, SessionBounds, Settings } from './options.ts';
import type { LayerSettings } from './packet-layer.ts';
import { ReedSolomon } from './reed-solomon.ts';
import { SEGMENT_HEADER_BYTES } from './segment.ts';
import { TOKEN_BYTES } from './session-note.ts';

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveOptions(options: KcpOptions): Settings {
  const given = new OptionReader('kcp()', options, NAMES);
  const usesTokens = given.choice('security', 'compatible', SECURITIES) === 'token';
  const layer = layerSettings(options, given, usesTokens);
  const machine = machineSettings(given);
  const mss = layer.mtu - overheadBytes(layer, usesTokens);
  const { logger = SILENT, clock = systemClock } = options;
  given.refuse(typeof logger?.warn !== 'function', 'logger', 'has a method warn');
  return {
    kind: machine.isStream ? 'stream' : 'message',
    maxSendBytes: machine.isStream ? Infinity : machine.maxFragments * mss,
    session: {
      machine,
      layer,
      ackNoDelay: given.flag('ackNoDelay', false),
      writeDelay: given.flag('writeDelay', false),
      fecFillMs: given.durationOrNever('parityDelayMs', false),
      closeTimeoutMs: given.duration('closeTimeoutMs', 5000),
      ...livenessSettings(given),
    },
    usesTokens,
    bounds: sessionBounds(given),
    connectTimeoutMs: given.duration('connectTimeoutMs', 10_000),
    socketBufferBytes: given.whole('socketBufferBytes', 4 << 20, 4096, 1 << 30),
    logger,
    clock,
    randomBytes: (count) => Uint8Array.from(randomBytes(count)),
  };
}

function machineSettings(given: Given): MachineSettings {
  const behavior = given.choice('behavior', 'go', BEHAVIORS);
  const leastWindow = behavior === 'c' ? 128 : 1;
  const receiveWindow = given.whole('rcvwnd', 128, leastWindow, 65_535);
  const isStream = given.flag('streamMode', true);
  return {
    ...originalSettings(behavior),
    nodelay: given.choice('nodelay', 1, NODELAYS),
    intervalMs: given.whole('interval', 10, 10, 5000),
    fastResend: given.whole('resend', 2, 0, 255),
    noCongestionControl: given.choice('nc', 1, SWITCH) === 1,
    sendWindow: given.whole('sndwnd', 128, 1, 65_535),
    receiveWindow,
    isStream,
    maxFragments: isStream ? Infinity : Math.min(MAX_FRAGMENTS, receiveWindow),
    mayBeEmpty: true,
    deadLink: given.whole('deadLink', 20, 1, 1_000_000),
    firstProbeMs: FIRST_PROBE_MS,
    isStrict: true,
  };
}

function layerSettings(options: KcpOptions, given: Given, usesTokens: boolean): LayerSettings {
  const cipher = createCipher(options.crypt ?? 'null', options.key);
  const { dataShards = 0, parityShards = 0 } = options;
  const isOn = dataShards !== 0 || parityShards !== 0;
  const code = isOn ? new ReedSolomon(dataShards, parityShards) : undefined;
  const least = overheadBytes({ cipher, code }, usesTokens) + 1;
  return { cipher, code, mtu: given.whole('mtu', 1400, least, maxDatagramBytes) };
}

/** Bytes of a datagram that are no data, if it has one segment. */
function overheadBytes({ cipher, code }: Omit<LayerSettings, 'mtu'>, usesTokens: boolean): number {
  const fecBytes = code === undefined ? 0 : fecHeaderBytes;
  return (usesTokens ? TOKEN_BYTES : 0) + cipher.overheadBytes + fecBytes + SEGMENT_HEADER_BYTES;
}

function livenessSettings(given: Given): LivenessSettings {
  const idleTimeoutMs = given.duration('idleTimeoutMs', 30_000);
  const keepAliveMs = given.duration('keepAliveMs', idleTimeoutMs / 3);
  if (keepAliveMs >= idleTimeoutMs) {
    const problem = `is below idleTimeoutMs, ${idleTimeoutMs}, got ${keepAliveMs}`;
    throw given.error('keepAliveMs', problem);
  }
  return { keepAliveMs, idleTimeoutMs, stallTimeoutMs: given.duration('stallTimeoutMs', 30_000) };
}

function sessionBounds(given: Given): SessionBounds {
  return {
    maxSessions: given.bound('maxSessions', 10_000),
    maxHalfOpen: given.bound('maxHalfOpen', 1024),
    maxSessionsPerAddress: given.bound('maxSessionsPerAddress', 256),
    newSessionsPerSecond: given.bound('newSessionsPerSecond', 100),
    newSessionsPerAddress: given.bound('newSessionsPerAddress', 5),
  };
}

type Given = OptionReader<KcpOptions>;

const SECURITIES: readonly ('compatible' | 'token')[] = ['compatible', 'token'];
const BEHAVIORS: readonly ('c' | 'go')[] = ['go', 'c'];
const NODELAYS: readonly (0 | 1 | 2)[] = [0, 1, 2];
const SWITCH: readonly (0 | 1)[] = [0, 1];
const SILENT: Pick<Logger, 'warn'> = { warn: () => {} };
/** ikcp.c refuses 128. */
const MAX_FRAGMENTS = 127;
/** That of kcp-go from 5.6.43 on; before, and in ikcp.c, a lost answer costs seconds. */
const FIRST_PROBE_MS = 500;
/** Each of them has its entry: the type says so. */
const DEFINED: Readonly<Record<keyof KcpOptions, true>> = {
  nodelay: true,
  interval: true,
  resend: true,
  nc: true,
  sndwnd: true,
  rcvwnd: true,
  mtu: true,
  ackNoDelay: true,
  writeDelay: true,
  streamMode: true,
  dataShards: true,
  parityShards: true,
  parityDelayMs: true,
  crypt: true,
  key: true,
  behavior: true,
  deadLink: true,
  security: true,
  keepAliveMs: true,
  idleTimeoutMs: true,
  stallTimeoutMs: true,
  connectTimeoutMs: true,
  closeTimeoutMs: true,
  maxSessions: true,
  maxHalfOpen: true,
  maxSessionsPerAddress: true,
  newSessionsPerSecond: true,
  newSessionsPerAddress: true,
  socketBufferBytes: true,
  logger: true,
  clock: true,
};
const NAMES: ReadonlySet<string> = new Set(Object.keys(DEFINED));
