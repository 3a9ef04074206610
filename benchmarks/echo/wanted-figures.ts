import type { Family } from './families.ts';
import type { FigureName } from './figures.ts';

/** What is wanted of one contestant under one load. */
export interface WantedFigures {
  readonly family: Family;
  readonly shape: string;
  readonly contestant: string;
  readonly limits: Limits;
}

/** By figure, in its own unit: the least of a rate, the most of anything else. */
export type Limits = Readonly<Partial<Record<FigureName, Limit>>>;

/** A number, or so many times another contestant's figure and so much more. */
export type Limit =
  | number
  | { readonly other: string; readonly times: number; readonly plus?: number };

function bothCpus(limit: Limit): Limits {
  return { 'server CPU': limit, 'load CPU': limit };
}

const kcp = { family: 'kcp', shape: '1x1000', contestant: 'net' } as const;
const kcpBulk = { family: 'kcp-bulk', shape: '1x32' } as const;
const quic = { family: 'quic', contestant: 'quic' } as const;
const quicBulk = { family: 'quic-bulk', shape: '1x32', limits: { rate: 70 } } as const;

export const wantedFigures: readonly WantedFigures[] = [
  { ...kcp, shape: '1x1', limits: { p50: { other: 'dgram', times: 1.3, plus: 20 } } },
  { ...kcp, limits: bothCpus(2) },
  { ...kcp, limits: bothCpus({ other: 'kcp-go', times: 1.5 }) },
  { ...kcp, limits: bothCpus({ other: 'kcp-go-corked', times: 1.5 }) },
  { ...kcpBulk, contestant: 'net', limits: bothCpus(6) },
  { ...kcpBulk, contestant: 'net', limits: bothCpus({ other: 'kcp-go', times: 1.5 }) },
  {
    ...kcpBulk,
    contestant: 'net-aes-gcm',
    limits: bothCpus({ other: 'kcp-go-aes-gcm', times: 2 }),
  },
  { ...quic, shape: '1x1', limits: { rate: 3500, p50: 250, p99: 2000 } },
  { ...quic, shape: '1x1000', limits: { rate: 400_000 } },
  { ...quic, shape: '100x1', limits: { rate: 12_000 } },
  { ...quicBulk, contestant: 'quic-up' },
  { ...quicBulk, contestant: 'quic-down' },
  { ...quic, family: 'quic-datagrams', shape: '1x100', limits: { rate: 60_000 } },
  { ...quic, family: 'quic-handshake', shape: '1x1', limits: { p50: 2000 } },
];
