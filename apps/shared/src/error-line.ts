import { NetError } from '@net/core';
import { ProgramError } from './program-error.ts';

/** What a program says of an error before it ends: one line that says what to do, and no stack. */
export function errorLine(error: unknown): string {
  if (!(error instanceof NetError)) return oneLine(messageOf(error));
  // The library names its own options.
  const message = error.message.replaceAll(/\btls\.(cert|key|ca)\b/g, '--tls-$1');
  const hint = HINTS.get(error.code);
  return oneLine(`${error.code}: ${message}${hint === undefined ? '' : `; ${hint}`}`);
}

/** 2 when the command line is wrong, 1 when something else is. */
export function exitCodeFor(error: unknown): 1 | 2 {
  if (error instanceof ProgramError) return error.exitCode;
  return error instanceof NetError && error.kind === 'config' ? 2 : 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['ADDRESS_IN_USE', 'choose another port, or port 0 for a free one'],
  ['CONNECTION_REFUSED', 'is the server running?'],
  ['MESSAGE_TOO_LARGE', 'choose a smaller --body or another --protocol'],
]);
