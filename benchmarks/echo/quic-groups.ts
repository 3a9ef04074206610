import {
  alone,
  bulkBytes,
  type ClientContestant,
  datagramBytes,
  type Group,
  inBulk,
  many,
  rawBody,
  secureTransports,
  shortened,
} from './contestants.ts';

const frames = secureTransports.map(({ scheme, title }): ClientContestant => ({
  id: scheme,
  title,
  server: { runtime: 'secure', scheme },
  client: { module: 'framed.ts', args: ['echo'] },
}));

const bulk = secureTransports.flatMap(({ scheme, title }): ClientContestant[] => [
  {
    id: `${scheme}-up`,
    title: `${title}, to the server`,
    server: { runtime: 'secure', scheme },
    client: { module: 'framed.ts', args: ['take'] },
  },
  {
    id: `${scheme}-down`,
    title: `${title}, from the server`,
    server: { runtime: 'secure', scheme },
    client: { module: 'framed.ts', args: ['give'] },
  },
]);

const datagrams: readonly ClientContestant[] = [
  {
    id: 'quic',
    title: "@net, quic(), delivery: 'unreliable'",
    server: { runtime: 'secure', scheme: 'quic' },
    client: { module: 'datagrams.ts' },
  },
];

const handshakes = secureTransports.map(({ scheme, title }): ClientContestant => ({
  id: scheme,
  title,
  server: { runtime: 'secure', scheme },
  client: { module: 'handshakes.ts' },
}));

/** QUIC beside TLS over TCP, which is what it replaces. */
export const quicGroups: readonly Group<ClientContestant>[] = [
  {
    family: 'quic',
    bodies: [rawBody],
    shapes: [alone, many, { connections: 100, window: 1 }],
    contestants: frames,
    timeShare: shortened,
  },
  {
    family: 'quic-bulk',
    bodies: [bulkBytes],
    shapes: [inBulk],
    contestants: bulk,
    firstCount: 200,
    timeShare: shortened,
  },
  {
    family: 'quic-datagrams',
    bodies: [datagramBytes],
    shapes: [{ connections: 1, window: 100 }],
    contestants: datagrams,
    timeShare: shortened,
  },
  {
    family: 'quic-handshake',
    bodies: [undefined],
    shapes: [alone],
    contestants: handshakes,
    firstCount: 200,
    timeShare: shortened,
  },
];
