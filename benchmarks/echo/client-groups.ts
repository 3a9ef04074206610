import { installedVersion } from '../lib/machine.ts';
import {
  alone,
  type ClientContestant,
  type Group,
  many,
  oneConnection,
  rawBody,
} from './contestants.ts';
import { kcpGroups } from './kcp-groups.ts';
import { quicGroups } from './quic-groups.ts';

const inJson: readonly ClientContestant[] = [
  {
    id: 'net',
    title: '@net, packets() and json()',
    server: { runtime: 'node', module: 'net-json.ts', args: ['tcp'] },
    client: { module: 'net-json.ts' },
  },
  {
    id: 'net-ws',
    title: '@net, packets() and json(), WebSocket',
    server: { runtime: 'node', module: 'net-json.ts', args: ['ws'] },
    client: { module: 'net-json.ts' },
  },
  {
    id: 'socket-io',
    title: `Socket.IO ${installedVersion('socket.io')}, acknowledgements, WebSocket only`,
    server: { runtime: 'node', module: 'socket-io.ts' },
    client: { module: 'socket-io.ts' },
  },
  {
    id: 'nest-tcp',
    title: `NestJS ${installedVersion('@nestjs/microservices')}, TCP microservice`,
    server: { runtime: 'node', module: 'nest-tcp.ts' },
    client: { module: 'nest-tcp.ts' },
  },
];

// Servers that know no flag send a request back as it was: to `turbo-2017` that is its reply.
const byOurClient: readonly ClientContestant[] = [
  {
    id: 'ws',
    title: `ws ${installedVersion('ws')}, as its README shows it`,
    server: { runtime: 'node', module: 'ws.ts' },
    client: { module: 'net-raw.ts', args: ['turbo-2017'] },
  },
  {
    id: 'uws',
    title: 'uWebSockets in Bun',
    server: { runtime: 'bun', module: 'uws.ts' },
    client: { module: 'net-raw.ts', args: ['turbo-2017'] },
  },
  {
    id: 'net',
    title: '@net, a packet a message',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['turbo-2017', 'ws'] },
    client: { module: 'net-raw.ts', args: ['turbo-2017'] },
  },
  {
    id: 'net-batch',
    title: '@net, net.batch',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'ws'] },
    client: { module: 'net-raw.ts', args: ['packets', 'batch'] },
  },
  {
    id: 'net-tcp',
    title: '@net over TCP',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'tcp'] },
    client: { module: 'net-raw.ts', args: ['packets'] },
    windows: [1000],
  },
];

const byBareClient: readonly ClientContestant[] = [
  {
    id: 'ws',
    title: `ws ${installedVersion('ws')}, as its README shows it`,
    server: { runtime: 'node', module: 'ws.ts' },
    client: { module: 'ws.ts', args: ['same'] },
  },
  {
    id: 'uws',
    title: 'uWebSockets in Bun',
    server: { runtime: 'bun', module: 'uws.ts' },
    client: { module: 'ws.ts', args: ['same'] },
  },
  {
    id: 'net',
    title: '@net, a packet a message',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'ws'] },
    client: { module: 'ws.ts', args: ['flagged'] },
  },
];

const managed: readonly ClientContestant[] = [
  {
    id: 'session',
    title: '@net, a session',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'tcp'] },
    client: { module: 'net-raw.ts', args: ['packets'] },
  },
  {
    id: 'managed',
    title: '@net, a managed client',
    server: { runtime: 'node', module: 'net-raw.ts', args: ['packets', 'tcp'] },
    client: { module: 'net-managed.ts' },
  },
];

/** Requests from a client in a process of its own, one for each server. */
export const clientGroups: readonly Group<ClientContestant>[] = [
  { family: 'ws-by-net', bodies: [rawBody], shapes: oneConnection, contestants: byOurClient },
  { family: 'ws-by-ws', bodies: [rawBody], shapes: [many], contestants: byBareClient },
  { family: 'json', bodies: [undefined], shapes: [alone, many], contestants: inJson },
  { family: 'managed', bodies: [rawBody], shapes: [many], contestants: managed },
  ...kcpGroups,
  ...quicGroups,
];
