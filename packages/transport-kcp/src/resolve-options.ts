import { randomBytes } from 'node:crypto';
import { type Logger, NetError } from '@net/core';
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
import { systemClock } from './system-clock.ts';

/** Check `options` and fill in the defaults. @throws NetError `INVALID_OPTION` */
export function resolveOptions(options: KcpOptions): Settings {
  for (const name of Object.keys(options)) {
    if (!NAMES.has(name)) throw invalid(name, 'does not exist');
  }
  const usesTokens = choice('security', options.security ?? 'compatible', SECURITIES) === 'token';
  const layer = layerSettings(options, usesTokens);
  const machine = machineSettings(options);
  const mss = layer.mtu - overheadBytes(layer, usesTokens);
  return {
    kind: machine.isStream ? 'stream' : 'message',
    maxSendBytes: machine.isStream ? Infinity : machine.maxFragments * mss,
    session: {
      machine,
      layer,
      ackNoDelay: flag('ackNoDelay', options.ackNoDelay ?? false),
      writeDelay: flag('writeDelay', options.writeDelay ?? false),
      fecFillMs: optionalDuration('parityDelayMs', options.parityDelayMs ?? false),
      closeTimeoutMs: duration('closeTimeoutMs', options.closeTimeoutMs ?? 5000),
      ...livenessSettings(options),
    },
    usesTokens,
    bounds: sessionBounds(options),
    connectTimeoutMs: duration('connectTimeoutMs', options.connectTimeoutMs ?? 10_000),
    socketBufferBytes: whole(
      'socketBufferBytes',
      options.socketBufferBytes ?? 4 << 20,
      4096,
      1 << 30,
    ),
    logger: checkLogger(options.logger ?? SILENT),
    clock: options.clock ?? systemClock,
    randomBytes: (count) => Uint8Array.from(randomBytes(count)),
  };
}

function machineSettings(options: KcpOptions): MachineSettings {
  const behavior = choice('behavior', options.behavior ?? 'go', BEHAVIORS);
  const leastWindow = behavior === 'c' ? 128 : 1;
  const receiveWindow = whole('rcvwnd', options.rcvwnd ?? 128, leastWindow, 65_535);
  const isStream = flag('streamMode', options.streamMode ?? true);
  return {
    ...originalSettings(behavior),
    nodelay: choice('nodelay', options.nodelay ?? 1, NODELAYS),
    intervalMs: whole('interval', options.interval ?? 10, 10, 5000),
    fastResend: whole('resend', options.resend ?? 2, 0, 255),
    noCongestionControl: choice('nc', options.nc ?? 1, SWITCH) === 1,
    sendWindow: whole('sndwnd', options.sndwnd ?? 128, 1, 65_535),
    receiveWindow,
    isStream,
    maxFragments: isStream ? Infinity : Math.min(MAX_FRAGMENTS, receiveWindow),
    mayBeEmpty: true,
    deadLink: whole('deadLink', options.deadLink ?? 20, 1, 1_000_000),
    firstProbeMs: FIRST_PROBE_MS,
    isStrict: true,
  };
}

function layerSettings(options: KcpOptions, usesTokens: boolean): LayerSettings {
  const cipher = createCipher(options.crypt ?? 'null', options.key);
  const { dataShards = 0, parityShards = 0 } = options;
  const isOn = dataShards !== 0 || parityShards !== 0;
  const code = isOn ? new ReedSolomon(dataShards, parityShards) : undefined;
  const least = overheadBytes({ cipher, code }, usesTokens) + 1;
  return { cipher, code, mtu: whole('mtu', options.mtu ?? 1400, least, maxDatagramBytes) };
}

/** Bytes of a datagram that are no data, if it has one segment. */
function overheadBytes({ cipher, code }: Omit<LayerSettings, 'mtu'>, usesTokens: boolean): number {
  const fecBytes = code === undefined ? 0 : fecHeaderBytes;
  return (usesTokens ? TOKEN_BYTES : 0) + cipher.overheadBytes + fecBytes + SEGMENT_HEADER_BYTES;
}

function livenessSettings(options: KcpOptions): LivenessSettings {
  const idleTimeoutMs = duration('idleTimeoutMs', options.idleTimeoutMs ?? 30_000);
  const keepAliveMs = duration('keepAliveMs', options.keepAliveMs ?? idleTimeoutMs / 3);
  if (keepAliveMs >= idleTimeoutMs) {
    throw invalid('keepAliveMs', `is below idleTimeoutMs, ${idleTimeoutMs}, got ${keepAliveMs}`);
  }
  const stallTimeoutMs = duration('stallTimeoutMs', options.stallTimeoutMs ?? 30_000);
  return { keepAliveMs, idleTimeoutMs, stallTimeoutMs };
}

function sessionBounds(options: KcpOptions): SessionBounds {
  return {
    maxSessions: limit('maxSessions', options.maxSessions ?? 10_000),
    maxHalfOpen: limit('maxHalfOpen', options.maxHalfOpen ?? 1024),
    maxSessionsPerAddress: limit('maxSessionsPerAddress', options.maxSessionsPerAddress ?? 256),
    newSessionsPerSecond: limit('newSessionsPerSecond', options.newSessionsPerSecond ?? 100),
    newSessionsPerAddress: limit('newSessionsPerAddress', options.newSessionsPerAddress ?? 5),
  };
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(name, `is true or false, got ${String(value)}`);
}

function choice<Value>(name: string, value: Value, choices: readonly Value[]): Value {
  if (choices.includes(value)) return value;
  throw invalid(name, `is ${choices.join(' or ')}, got ${String(value)}`);
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(name, `is a whole number from ${least} to ${most}, got ${String(value)}`);
}

function duration(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= LONGEST_TIMER_MS) return value;
  const range = `above 0 and at most ${LONGEST_TIMER_MS} milliseconds`;
  throw invalid(name, `is ${range}, got ${String(value)}`);
}

function optionalDuration(name: string, value: number | false): number {
  return value === false ? Infinity : duration(name, value);
}

function limit(name: string, value: number | false): number {
  if (value === false) return Infinity;
  if (Number.isFinite(value) && value > 0) return value;
  throw invalid(name, `is a number above 0 or false, got ${String(value)}`);
}

function checkLogger(value: Pick<Logger, 'warn'>): Pick<Logger, 'warn'> {
  if (typeof value.warn === 'function') return value;
  throw invalid('logger', 'has a method warn');
}

function invalid(name: string, problem: string): NetError {
  return new NetError('INVALID_OPTION', `the option ${name} of kcp() ${problem}`);
}

const SECURITIES: readonly ('compatible' | 'token')[] = ['compatible', 'token'];
const BEHAVIORS: readonly ('c' | 'go')[] = ['go', 'c'];
const NODELAYS: readonly (0 | 1 | 2)[] = [0, 1, 2];
const SWITCH: readonly (0 | 1)[] = [0, 1];
const SILENT: Pick<Logger, 'warn'> = { warn: () => {} };
/** Longer ones fire at once in Node. */
const LONGEST_TIMER_MS = 2_147_483_647;
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
