import { installedVersion } from '../lib/machine.ts';

/** A server whose sessions are weighed, and the program that opens them. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  /** A module below `servers/`, and its arguments. */
  readonly server: readonly [module: string, ...args: string[]];
  /** The module that opens bare TCP connections, or the one for sessions of our own client. */
  readonly opener: readonly [module: 'sockets.ts' | 'sessions.ts', ...args: string[]];
  /** Resident memory of a session that is wanted of ours. */
  readonly atMostBytes?: number;
}

const kibibyte = 1024;

export const contestants: readonly Contestant[] = [
  {
    id: 'node-net',
    title: 'node:net, TCP',
    server: ['node-net.ts'],
    opener: ['sockets.ts'],
  },
  {
    id: 'tcp',
    title: '@net, TCP',
    server: ['net.ts', 'tcp'],
    opener: ['sockets.ts'],
    atMostBytes: 8 * kibibyte,
  },
  {
    id: 'ws-package',
    title: `ws ${installedVersion('ws')}, WebSocket`,
    server: ['ws.ts'],
    opener: ['sessions.ts', 'no-batch'],
  },
  {
    id: 'ws',
    title: '@net, WebSocket',
    server: ['net.ts', 'ws'],
    opener: ['sessions.ts'],
    atMostBytes: 14 * kibibyte,
  },
  {
    id: 'udp',
    title: '@net, UDP',
    server: ['net.ts', 'udp'],
    opener: ['sessions.ts'],
    atMostBytes: 2 * kibibyte,
  },
  {
    id: 'kcp',
    title: '@net, KCP',
    server: ['net.ts', 'kcp'],
    opener: ['sessions.ts'],
    atMostBytes: 10 * kibibyte,
  },
];
