import { installedVersion } from '../lib/machine.ts';

/** A server that is measured with raw frames, and what the load has to send it. */
export interface RawContestant {
  readonly id: string;
  readonly title: string;
  readonly format: 'packets' | 'turbo-2017';
  readonly reply: 'same' | 'flagged';
  /** Whether the replies of a connection come in the order of their requests. */
  readonly order: 'kept' | 'any';
  /** The module below `servers/` and its arguments; undefined: the Go program. */
  readonly server?: readonly [module: string, ...args: string[]];
}

/** A framework that is measured with JSON requests, one module for each end. */
export interface JsonContestant {
  readonly id: string;
  readonly title: string;
  readonly module: string;
}

export const rawContestants: readonly RawContestant[] = [
  {
    id: 'node-net',
    title: 'node:net, bytes back unseen',
    format: 'turbo-2017',
    reply: 'same',
    order: 'kept',
    server: ['node-net.ts'],
  },
  {
    id: 'packets',
    title: '@net, packets()',
    format: 'packets',
    reply: 'flagged',
    order: 'kept',
    server: ['net-raw.ts', 'packets'],
  },
  {
    id: 'turbo-2017',
    title: '@net, turbo({ lengthPrefix: false })',
    format: 'turbo-2017',
    reply: 'same',
    order: 'kept',
    server: ['net-raw.ts', 'turbo-2017'],
  },
  {
    id: 'go-turbo',
    title: 'blackbeans/turbo HEAD, Go',
    format: 'turbo-2017',
    reply: 'same',
    order: 'any',
  },
];

export const jsonContestants: readonly JsonContestant[] = [
  { id: 'net', title: '@net, packets() and json()', module: 'net-json.ts' },
  {
    id: 'socket-io',
    title: `Socket.IO ${installedVersion('socket.io')}, acknowledgements, WebSocket only`,
    module: 'socket-io.ts',
  },
  {
    id: 'nest-tcp',
    title: `NestJS ${installedVersion('@nestjs/microservices')}, TCP microservice`,
    module: 'nest-tcp.ts',
  },
];

/** How many connections, and how many requests in flight on each of them. */
export interface Shape {
  readonly connections: number;
  readonly window: number;
}

export const rawShapes: readonly Shape[] = [
  { connections: 1, window: 1 },
  { connections: 1, window: 100 },
  { connections: 1, window: 1000 },
  { connections: 100, window: 1 },
];

export const jsonShapes: readonly Shape[] = [
  { connections: 1, window: 1 },
  { connections: 1, window: 1000 },
];

export const bodies: readonly number[] = [64, 1024];
