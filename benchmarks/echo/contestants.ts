import type { Family } from './families.ts';

/** How many connections, and how many requests in flight on each of them. */
export interface Shape {
  readonly connections: number;
  readonly window: number;
}

/** A server under test: a module below `servers/` that Node or Bun runs, or a Go program. */
export type ServerProgram =
  | { readonly runtime: 'node' | 'bun'; readonly module: string; readonly args?: readonly string[] }
  /** `servers/secure.ts`, which needs a certificate. */
  | { readonly runtime: 'secure'; readonly scheme: (typeof secureTransports)[number]['scheme'] }
  | { readonly runtime: 'go-turbo' }
  | { readonly runtime: 'kcp-go'; readonly args: readonly string[] };

/** Who takes part. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  readonly server: ServerProgram;
  /** The only windows that it is measured with, where others would tell nothing. */
  readonly windows?: readonly number[];
}

/** One that is measured with requests from a client program. */
export interface ClientContestant extends Contestant {
  readonly client: ClientProgram;
}

/** A module below `clients/`, or the load in the Go program. */
export type ClientProgram =
  | { readonly runtime?: 'node'; readonly module: string; readonly args?: readonly string[] }
  | { readonly runtime: 'kcp-go'; readonly args: readonly string[] };

/** What the secure server listens on, and its clients dial: the same programs over both. */
export const secureTransports = [
  { scheme: 'quic', title: '@net, quic()' },
  { scheme: 'tls', title: '@net, tcp() with TLS' },
] as const;

/** Contestants that are measured in turn, under each load. */
export interface Group<Member extends Contestant> {
  readonly family: Family;
  /** Bytes of a request's body; undefined where the body is an object. */
  readonly bodies: readonly (number | undefined)[];
  readonly shapes: readonly Shape[];
  readonly contestants: readonly Member[];
  /** Requests of the very first round, from which the others are reckoned; 2,000. */
  readonly firstCount?: number;
  /** How much of the usual time its warm-ups and rounds take; 1. */
  readonly timeShare?: number;
}

/** `rawBody` is what the programs below `clients/` send as well. */
export const rawBody = 64;

/** One request in flight, and many, on one connection. */
export const alone: Shape = { connections: 1, window: 1 };
export const many: Shape = { connections: 1, window: 1000 };
/** As many pieces in flight as keep a connection busy. */
export const inBulk: Shape = { connections: 1, window: 32 };

/** The time share of those who have many contestants and settle soon. */
export const shortened = 0.7;

/** Bytes of the pieces in which as much as gets through is sent. */
export const bulkBytes = 65_536;

/** Bytes of a body that travels in a datagram. */
export const datagramBytes = 200;

export const oneConnection: readonly Shape[] = [
  { connections: 1, window: 1 },
  { connections: 1, window: 100 },
  { connections: 1, window: 1000 },
];
