import type { Family } from './families.ts';

/** How many connections, and how many requests in flight on each of them. */
export interface Shape {
  readonly connections: number;
  readonly window: number;
}

/** A server under test: a module below `servers/` that Node or Bun runs, or the Go program. */
export type ServerProgram =
  | { readonly runtime: 'node' | 'bun'; readonly module: string; readonly args?: readonly string[] }
  | { readonly runtime: 'go-turbo' };

/** Who takes part. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  readonly server: ServerProgram;
  /** The only windows that it is measured with, where others would tell nothing. */
  readonly windows?: readonly number[];
}

/** Contestants that are measured in turn, under each load. */
export interface Group<Member extends Contestant> {
  readonly family: Family;
  /** Bytes of a request's body; undefined where the body is an object. */
  readonly bodies: readonly (number | undefined)[];
  readonly shapes: readonly Shape[];
  readonly contestants: readonly Member[];
}

/** `rawBody` is what the programs below `clients/` send as well. */
export const rawBody = 64;

export const oneConnection: readonly Shape[] = [
  { connections: 1, window: 1 },
  { connections: 1, window: 100 },
  { connections: 1, window: 1000 },
];
