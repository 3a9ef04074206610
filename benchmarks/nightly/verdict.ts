/** What a row of the scoreboard has come to. */
export interface Verdict {
  readonly row: string;
  readonly outcome: 'met' | 'missed' | 'skipped';
  /** The figures, or why there are none. */
  readonly text: string;
}

/** A verdict on what was found. */
export function judge(row: string, isMet: boolean, text: string): Verdict {
  return { row, outcome: isMet ? 'met' : 'missed', text };
}

/** What `measure` says. A measurement that fails is a row that is missed. */
export async function verdictOf(row: string, measure: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await measure();
  } catch (error) {
    return judge(row, false, error instanceof Error ? error.message : String(error));
  }
}

/** One line for people and for `grep`. */
export function toLine({ row, outcome, text }: Verdict): string {
  return `${outcome.padEnd(7)} ${row}: ${text}`;
}

export function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(2)} KiB`;
}
