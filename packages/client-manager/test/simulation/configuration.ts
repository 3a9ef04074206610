import type { Limits } from '@net/core';
import type { ConnectionKind } from '@net/core/extend';
import { type DatagramFaults, type Random, seededRandom, type StreamFaults } from '@net/testing';
import { between, pick, some } from './draw.ts';
import { type CallName, CALL_NAMES, type CodecName, CODEC_NAMES } from './letters.ts';
import { type ProtocolName, protocolsFor } from './protocols.ts';

/** What a run is made of. Everything in it follows from the seed. */
export interface Configuration {
  readonly seed: number;
  /** `memory`: at once · `chaos`: late, in pieces, cut · `network`: datagrams on a virtual network. */
  readonly carrier: 'memory' | 'chaos' | 'network';
  readonly kind: ConnectionKind;
  readonly chunkBytes: number | { readonly upTo: number } | false;
  readonly highWaterMark: number;
  readonly streamFaults: StreamFaults;
  readonly datagramFaults: DatagramFaults;
  readonly protocol: ProtocolName;
  readonly codec: CodecName;
  readonly limits: Partial<Limits>;
  /** Who is let in: everybody, or those who say hello, examined at once or after a while. */
  readonly authenticate: 'nobody' | 'now' | 'later';
  /** How long what was proved holds, and must be proved again. */
  readonly expiresInMs: number | undefined;
  /** Whether clients say hello where they need not. */
  readonly saysHello: boolean;
  readonly sessionClients: number;
  readonly managedClients: number;
  /** Whether requests of managed clients wait for a session. */
  readonly hasQueue: boolean;
  readonly concurrency: number;
  readonly calls: readonly CallName[];
  readonly faults: readonly FaultName[];
  /** Whether the faults are healed before everybody leaves. */
  readonly hasCalm: boolean;
  /** How long the faults last. */
  readonly chaosMs: number;
  /** Time between two acts of one client, at most. */
  readonly paceMs: number;
  /** How many things a client does at once. */
  readonly burst: number;
  readonly maxBodyBytes: number;
}

/** What can go wrong on purpose. */
export type FaultName =
  | 'abort'
  | 'vanish'
  | 'reset'
  | 'cut'
  | 'kill'
  | 'restart'
  | 'freeze'
  | 'spoil';

/** Draw what a run is made of. */
export function drawConfiguration(seed: number): Configuration {
  const random = seededRandom(seed, 'configuration');
  const carrier = pick(random, ['memory', 'chaos', 'chaos', 'network'] as const);
  const kind = drawKind(random, carrier);
  const protocol = pick(random, protocolsFor(kind));
  const hasControl = protocol === 'packets';
  const examines = pick(random, ['nobody', 'nobody', 'now', 'later'] as const);
  const authenticate = hasControl ? examines : 'nobody';
  const saysHello = hasControl && (authenticate !== 'nobody' || random.chance(0.7));
  return {
    seed,
    carrier,
    kind,
    chunkBytes: kind === 'stream' && pick(random, [false, 1, 7, { upTo: 3 }, { upTo: 200 }]),
    highWaterMark: pick(random, [1, 100, 1000, 64 * 1024]),
    streamFaults: drawStreamFaults(random),
    datagramFaults: drawDatagramFaults(random),
    protocol,
    codec: pick(random, CODEC_NAMES),
    limits: drawLimits(random),
    authenticate,
    saysHello,
    sessionClients: between(random, 0, 4),
    managedClients: between(random, 1, 4),
    hasQueue: random.chance(0.5),
    concurrency: pick(random, [1, 2, 10]),
    calls: ['echo', ...some(random, CALL_NAMES)],
    faults: some(random, saysHello ? [...FAULTS[carrier], 'vanish'] : FAULTS[carrier]),
    hasCalm: random.chance(0.8),
    chaosMs: between(random, 300, 1500),
    paceMs: pick(random, [10, 30, 100]),
    burst: pick(random, [1, 1, 3, 10]),
    maxBodyBytes: pick(random, [20, 300, 3000]),
    expiresInMs: pick(random, [undefined, 1300, 3000]),
  };
}

function drawKind(random: Random, carrier: Configuration['carrier']): ConnectionKind {
  if (carrier === 'network') return 'datagram';
  if (carrier === 'chaos') return pick(random, ['stream', 'stream', 'message']);
  return pick(random, ['stream', 'message', 'datagram']);
}

function drawStreamFaults(random: Random): StreamFaults {
  return {
    delayMs: pick(random, [0, 1, 20, 100]),
    jitterMs: pick(random, [0, 0, 5, 50]),
    windowBytes: pick(random, [1, 1000, 64 * 1024]),
    bytesPerSecond: pick(random, [false, false, 100_000]),
    stall: pick(random, [false, { probability: 0.001, ms: 500 }]),
    reset: pick(random, [0, 0, 0.0002]),
  };
}

function drawDatagramFaults(random: Random): DatagramFaults {
  const delayMs = pick(random, [1, 10, 50]);
  return {
    delayMs,
    jitterMs: pick(random, [0, 5, 30]),
    loss: pick(random, [0, 0, 0.05, 0.3]),
    burst: pick(random, [false, false, { start: 0.01, end: 0.2 }]),
    duplicate: pick(random, [0, 0.05]),
    reorder: pick(random, [0, 0.1]),
  };
}

/** Bounds so small that they are met. */
function drawLimits(random: Random): Partial<Limits> {
  return {
    maxPendingRequests: pick(random, [2, 50, 1024]),
    maxConcurrentRequests: pick(random, [1, 8, 128, 128]),
    requestTimeoutMs: pick(random, [100, 1000, 3000]),
    handlerTimeoutMs: pick(random, [100, 500, 2000]),
    heartbeatMs: pick(random, [200, 1000, 2000]),
    handshakeTimeoutMs: pick(random, [1000, 3000]),
    frameTimeoutMs: pick(random, [500, 10_000]),
    maxWriteBuffer: pick(random, [200, 5000, 1024 * 1024, 1024 * 1024]),
    writeStallTimeoutMs: pick(random, [300, 2000]),
    maxTotalWriteBuffer: pick(random, [20_000, 256 * 1024 * 1024]),
    maxTotalReceiveBuffer: pick(random, [20_000, 256 * 1024 * 1024]),
    maxSoftErrors: pick(random, [2, 10, false]),
    maxCancels: pick(random, [3, 100, false]),
    maxFramesPerSecond: pick(random, [false, false, 200]),
    maxBytesPerSecond: pick(random, [false, false, 50_000]),
    closeTimeoutMs: pick(random, [100, 1000]),
    drainTimeoutMs: pick(random, [200, 2000]),
  };
}

/** `vanish` comes to those that say hello: without a heartbeat nobody ever finds out. */
const FAULTS: Record<Configuration['carrier'], readonly FaultName[]> = {
  memory: ['abort', 'kill', 'restart', 'freeze'],
  chaos: ['abort', 'reset', 'cut', 'kill', 'restart', 'freeze', 'spoil'],
  network: ['abort', 'cut', 'kill', 'restart', 'spoil'],
};
