import type { Summary } from './measure.ts';
import type { Shape } from './contestants.ts';
import type { Family } from './families.ts';

/** One line of a table. */
export interface Result {
  readonly contestant: string;
  readonly title: string;
  readonly summary: Summary;
}

/** All contestants under one kind of load: `raw/64/1x1000` or `json/1x1`. */
export interface Cell {
  readonly id: string;
  readonly family: Family;
  readonly body?: number | undefined;
  readonly shape: Shape;
  readonly results: readonly Result[];
}

/** What came out of a group. */
export interface Measured {
  readonly cells: readonly Cell[];
  /** Contestants that are missing, each with the reason. */
  readonly skipped: readonly string[];
}

export function cellId(family: Family, body: number | undefined, shape: Shape): string {
  const { connections, window } = shape;
  const parts = [family, body, `${connections}x${window}`];
  return parts.filter((part) => part !== undefined).join('/');
}
