import { installedVersion } from '../lib/machine.ts';
import { type Contestant, type Group, oneConnection, rawBody } from './contestants.ts';

/** A server that is measured with prebuilt frames, and what the load has to send it. */
export interface FramesContestant extends Contestant {
  /** What carries the frames; see the links of the load. */
  readonly over: 'tcp' | 'ws' | 'ws-batch' | 'udp' | 'udp-session';
  readonly format: 'packets' | 'turbo-2017';
  readonly reply: 'same' | 'flagged';
  /** Whether the replies of a connection come in the order of their requests. */
  readonly order: 'kept' | 'any';
}

const overTcp: readonly FramesContestant[] = [
  {
    id: 'node-net',
    title: 'node:net, bytes back unseen',
    over: 'tcp',
    format: 'turbo-2017',
    reply: 'same',
    order: 'kept',
    server: { runtime: 'node', module: 'node-net.ts' },
  },
  {
    id: 'packets',
    title: '@net, packets()',
    over: 'tcp',
    format: 'packets',
    reply: 'flagged',
    order: 'kept',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'tcp'] },
  },
  {
    id: 'turbo-2017',
    title: '@net, turbo({ lengthPrefix: false })',
    over: 'tcp',
    format: 'turbo-2017',
    reply: 'same',
    order: 'kept',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['turbo-2017', 'tcp'] },
  },
  {
    id: 'go-turbo',
    title: 'blackbeans/turbo HEAD, Go',
    over: 'tcp',
    format: 'turbo-2017',
    reply: 'same',
    order: 'any',
    server: { runtime: 'go-turbo' },
  },
];

const overWebSocket: readonly FramesContestant[] = [
  {
    id: 'ws',
    title: `ws ${installedVersion('ws')}, as its README shows it`,
    over: 'ws',
    format: 'packets',
    reply: 'same',
    order: 'kept',
    server: { runtime: 'node', module: 'ws.ts' },
  },
  {
    id: 'uws',
    title: 'uWebSockets in Bun',
    over: 'ws',
    format: 'packets',
    reply: 'same',
    order: 'kept',
    server: { runtime: 'bun', module: 'uws.ts' },
  },
  {
    id: 'net',
    title: '@net, a packet a message',
    over: 'ws',
    format: 'packets',
    reply: 'flagged',
    order: 'kept',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'ws'] },
  },
  {
    id: 'net-batch',
    title: '@net, net.batch',
    over: 'ws-batch',
    format: 'packets',
    reply: 'flagged',
    order: 'kept',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'ws'] },
  },
  {
    id: 'net-tcp',
    title: '@net over TCP',
    over: 'tcp',
    format: 'packets',
    reply: 'flagged',
    order: 'kept',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'tcp'] },
    windows: [1000],
  },
];

const overUdp: readonly FramesContestant[] = [
  {
    id: 'dgram',
    title: 'node:dgram, datagrams back unseen',
    over: 'udp',
    format: 'packets',
    reply: 'same',
    order: 'kept',
    server: { runtime: 'node', module: 'node-dgram.ts' },
  },
  {
    id: 'net',
    title: '@net, udp()',
    over: 'udp-session',
    format: 'packets',
    reply: 'flagged',
    order: 'kept',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'udp'] },
  },
];

/** Prebuilt frames from one load to every server. */
export const frameGroups: readonly Group<FramesContestant>[] = [
  {
    family: 'raw',
    bodies: [rawBody, 1024],
    shapes: [...oneConnection, { connections: 100, window: 1 }],
    contestants: overTcp,
  },
  { family: 'ws', bodies: [rawBody], shapes: oneConnection, contestants: overWebSocket },
  {
    family: 'udp',
    bodies: [rawBody],
    // As many as a system keeps for a socket by default: more are lost, and nobody sends them again.
    shapes: oneConnection.filter(({ window }) => window <= 100),
    contestants: overUdp,
  },
];
