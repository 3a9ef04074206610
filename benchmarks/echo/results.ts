import type { Summary } from './measure.ts';
import type { Shape } from './contestants.ts';

/** One line of a table. */
export interface Result {
  readonly contestant: string;
  readonly title: string;
  readonly summary: Summary;
}

/** All contestants under one kind of load: `raw/64/1x1000` or `json/1x1`. */
export interface Cell {
  readonly id: string;
  readonly family: 'raw' | 'json';
  readonly body?: number;
  readonly shape: Shape;
  readonly results: readonly Result[];
}

export interface Family {
  readonly cells: readonly Cell[];
  /** Contestants that are missing, each with the reason. */
  readonly skipped: readonly string[];
}

export function cellId(parts: readonly (string | number)[], shape: Shape): string {
  return [...parts, `${shape.connections}x${shape.window}`].join('/');
}
