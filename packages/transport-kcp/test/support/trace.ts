import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded conversation of one of the original cores: see the README of the vectors. */
export interface Trace {
  readonly name: string;
  readonly madeBy: string;
  readonly endpoints: Readonly<Record<string, TraceEndpoint>>;
}

export interface TraceEndpoint {
  readonly conv: number;
  readonly initial: Readonly<Record<string, number>>;
  readonly steps: readonly TraceStep[];
}

export interface TraceStep {
  readonly op: string;
  readonly args?: readonly number[];
  readonly field?: string;
  readonly value?: number;
  readonly data?: string;
  readonly size?: number;
  readonly t?: number;
  readonly step?: number;
  readonly count?: number;
  readonly regular?: boolean;
  readonly ackNoDelay?: boolean;
  readonly ackOnly?: boolean;
  readonly ret?: unknown;
  readonly out?: readonly string[];
  readonly st?: Readonly<Record<string, number>>;
}

const FOLDER: string = join(import.meta.dirname, '../vectors');

/** The names of the traces in a folder of the vectors. */
export function traceNames(folder: string): string[] {
  return readdirSync(join(FOLDER, folder)).filter((name) => name.endsWith('.json'));
}

/** Read a trace. */
export function readTrace(path: string): Trace {
  return JSON.parse(readFileSync(join(FOLDER, path), 'utf8')) as Trace;
}
