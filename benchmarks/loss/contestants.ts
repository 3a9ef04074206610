import type { Transport } from '@net/core';
import { kcp, type KcpOptions } from '@net/transport-kcp';
import { tcp } from '@net/transport-tcp';
import { systemCongestion } from './congestion.ts';

/** One who takes part; both ends make their transport of it. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  readonly scheme: 'kcp' | 'tcp';
  /** For TCP: the system's default when there is none. */
  readonly congestion?: string | undefined;
  readonly transport: () => Transport;
}

/** @throws Error when there is none of that name. */
export function contestantOf(id: string | undefined): Contestant {
  const found = [...LATENCY_CONTESTANTS, ...BULK_CONTESTANTS].find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no contestant ${String(id)}`);
  return found;
}

function kcpContestant(id: string, title: string, options: KcpOptions): Contestant {
  return { id, title, scheme: 'kcp', transport: () => kcp.fast(options) };
}

function tcpContestant(id: string, congestion: string | undefined): Contestant {
  const title = `TCP, ${congestion ?? systemCongestion()}`;
  return { id, title, scheme: 'tcp', congestion, transport: () => tcp() };
}

/** Acknowledgements that wait make every loss be noticed later. */
const PROMPT: KcpOptions = { ackNoDelay: true };
/** What kcptun has by default. */
const LARGE_GROUPS: KcpOptions = { dataShards: 10, parityShards: 3 };
/** Full after three small messages, so that parity comes before a resend would. */
const SMALL_GROUPS: KcpOptions = { dataShards: 3, parityShards: 3 };
/** Everything three times, at once. */
const COPIES: KcpOptions = { dataShards: 1, parityShards: 2 };
/** In segments, twice what is under way on the link of the benchmark. */
const WIDE: KcpOptions = { sndwnd: 256, rcvwnd: 256 };

/** What most systems have, beside what this one has. */
const TCP: readonly Contestant[] = [
  tcpContestant('tcp', undefined),
  ...(systemCongestion() === 'cubic' ? [] : [tcpContestant('tcp-cubic', 'cubic')]),
];

/** Small requests at even intervals. */
export const LATENCY_CONTESTANTS: readonly Contestant[] = [
  kcpContestant('kcp', 'KCP', PROMPT),
  kcpContestant('kcp-fec-10-3', 'KCP, FEC 10/3', { ...PROMPT, ...LARGE_GROUPS }),
  kcpContestant('kcp-fec-3-3', 'KCP, FEC 3/3', { ...PROMPT, ...SMALL_GROUPS }),
  kcpContestant('kcp-fec-1-2', 'KCP, FEC 1/2', { ...PROMPT, ...COPIES }),
  ...TCP,
];

/** As much as gets through. */
export const BULK_CONTESTANTS: readonly Contestant[] = [
  kcpContestant('kcp-128', 'KCP, windows of 128', {}),
  kcpContestant('kcp-256', 'KCP, windows of 256', WIDE),
  kcpContestant('kcp-256-fec', 'KCP, windows of 256, FEC 10/3', { ...WIDE, ...LARGE_GROUPS }),
  ...TCP,
];
