import type { Answers } from './ask-all.ts';
import type { Returns } from './send-all.ts';

/** What the runs came to. */
export interface Measurement {
  /** The address's scheme. */
  readonly transport: string;
  readonly answers: Answers;
  /** With `--one-way`. */
  readonly returns?: Returns | undefined;
}
