import { NetError } from './errors.ts';

// The `owner` of an option is the function that it was given to, as its users write it: `tcp()`.

/** `value`, if it is true or false. @throws NetError `INVALID_OPTION` */
export function checkFlag(owner: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw optionError(owner, name, `is true or false, got ${String(value)}`);
}

/** `value`, if a timer can wait for so many milliseconds. @throws NetError `INVALID_OPTION` */
export function checkDuration(owner: string, name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw optionError(
    owner,
    name,
    `is above 0 and at most ${LONGEST_TIMER_MS} milliseconds, got ${String(value)}`,
  );
}

/** The error for a wrong option. @param problem what is wrong with it, such as `is empty`. */
export function optionError(
  owner: string,
  name: string,
  problem: string,
  options?: { readonly cause: unknown },
): NetError {
  return new NetError('INVALID_OPTION', `the option ${name} of ${owner} ${problem}`, options);
}

/** Longer ones fire at once, in Node and in browsers. */
const LONGEST_TIMER_MS = 2_147_483_647;
