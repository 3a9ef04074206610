import type { NetError } from '@net/core';
import * as core from '@net/core/extend';
import { BATCH, type Subprotocols } from './subprotocol.ts';

/** The error for a wrong option. */
export function optionError(
  name: string,
  problem: string,
  options?: { readonly cause: unknown },
): NetError {
  return core.optionError(WS, name, problem, options);
}

/** Refuse options that do not exist. @throws NetError `INVALID_OPTION` */
export function checkNames(options: object, names: ReadonlySet<string>): void {
  for (const name of Object.keys(options)) {
    if (!names.has(name)) throw optionError(name, 'does not exist');
  }
}

/** A time that a timer can wait for. @throws NetError `INVALID_OPTION` */
export function checkTimeout(name: string, value: number): number {
  return core.checkDuration(WS, name, value);
}

/** @throws NetError `INVALID_OPTION` */
export function checkFlag(name: string, value: boolean): boolean {
  return core.checkFlag(WS, name, value);
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
  if (!Array.isArray(protocols) || !protocols.every(isToken)) {
    throw optionError('protocols', 'is a list of names without spaces');
  }
  if (new Set([BATCH, ...protocols]).size <= protocols.length) {
    throw optionError('protocols', `repeats a name, or says ${BATCH}: see batch`);
  }
  return { batch, others: [...protocols] };
}

/** A token of RFC 9110, section 5.6.2. */
function isToken(name: unknown): boolean {
  return typeof name === 'string' && /^[!#$%&'*+.^`|~\w-]+$/.test(name);
}

const WS = 'ws()';
