import { NetError } from '@net/core';
import { BATCH, type Subprotocols } from './subprotocol.ts';

/** The error for a wrong option. */
export function optionError(name: string, problem: string, cause?: unknown): NetError {
  const text = `the option ${name} of ws() ${problem}`;
  return new NetError('INVALID_OPTION', text, cause === undefined ? {} : { cause });
}

/** Refuse options that do not exist. @throws NetError `INVALID_OPTION` */
export function checkNames(options: object, names: ReadonlySet<string>, where = ''): void {
  for (const name of Object.keys(options)) {
    if (!names.has(name)) throw optionError(where + name, 'does not exist');
  }
}

/** A time that a timer can wait for. @throws NetError `INVALID_OPTION` */
export function checkTimeout(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0 && value <= LONGEST_TIMER_MS) return value;
  throw optionError(
    name,
    `is above 0 and at most ${LONGEST_TIMER_MS} milliseconds, got ${String(value)}`,
  );
}

/** A whole number from `least` to `most`. @throws NetError `INVALID_OPTION` */
export function checkCount(name: string, value: number, most: number, least = 1): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw optionError(name, `is a whole number from ${least} to ${most}, got ${String(value)}`);
}

/** @throws NetError `INVALID_OPTION` */
export function checkFlag(name: string, value: boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw optionError(name, `is true or false, got ${String(value)}`);
}

/** What is said of subprotocols in the options of either platform. */
export interface SubprotocolOptions {
  readonly batch?: boolean | undefined;
  readonly protocols?: readonly string[] | undefined;
  readonly text?: boolean | undefined;
}

/** @throws NetError `INVALID_OPTION` */
export function checkSubprotocols(options: SubprotocolOptions): Subprotocols {
  const { text = false, protocols = [] } = options;
  const batch = checkFlag('batch', options.batch ?? !text);
  // A batch is cut anywhere, a text message only between characters.
  if (batch && text) throw optionError('batch', 'cannot be on where text is');
  if (!Array.isArray(protocols) || !protocols.every((name: unknown) => isToken(name))) {
    throw optionError('protocols', 'is a list of names without spaces');
  }
  if (new Set(protocols).size < protocols.length) throw optionError('protocols', 'repeats a name');
  if (protocols.includes(BATCH)) throw optionError('protocols', `says ${BATCH}: see batch`);
  return { batch, others: [...protocols] };
}

/** A token of RFC 9110, section 5.6.2. */
function isToken(name: unknown): boolean {
  return typeof name === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** Longer ones fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;
