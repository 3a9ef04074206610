import type { Codec } from './codec.ts';
import { NetError, ReplyError } from './errors.ts';
import { MAX_REPORT_TEXT, mayNestDeep, parseReport, printable } from './report.ts';

/** The body of a failed request's answer: UTF-8 JSON `{"code","message","data"?}`. */
export const failureCodec: Codec<ReplyError> = {
  encode: (error, out) => out.writeUtf8(failureText(error)),
  decode: readFailure,
};

/**
 * The error that a peer reports. Whatever the bytes, something comes out of it: a broken report is
 * still a failed request.
 */
export function readFailure(bytes: Uint8Array): ReplyError {
  // A broken report does not change the request's outcome: the caller is told of a failure all the same.
  const { code, message, data }: Report = parseReport(bytes) ?? {};
  const stable = typeof code === 'string' && CODE.test(code) ? code : 'HANDLER_ERROR';
  const text = typeof message === 'string' ? printable(message) : 'the peer reports an error';
  return new ReplyError(stable, text, data, { executed: executedOf(stable) });
}

/**
 * What the caller is told of `error`: a `ReplyError` as it was thrown, of anything else no more than
 * that the handler failed.
 */
export function toFailure(error: unknown): ReplyError {
  if (error instanceof ReplyError) {
    // One that says that nothing ran came from another peer, and says so of that one's handler.
    return error.executed === 'yes' ? error : new ReplyError(...HANDLER_ERROR);
  }
  const code = error instanceof NetError && error.executed === 'no' ? error.code : '';
  return new ReplyError(...(TELLABLE.get(code) ?? HANDLER_ERROR));
}

/** The number of a failure, beside its code: 0 for an application's own. */
export function failureNumber(code: string): number {
  return NUMBERS.get(code) ?? 0;
}

/** A report of `error` that is within bounds, whatever the application put into it. */
function failureText({ code, message, data }: ReplyError): string {
  const report = { code: CODE.test(code) ? code : 'HANDLER_ERROR', message: printable(message) };
  const text = stringify({ ...report, data });
  return text.length <= MAX_REPORT_TEXT && !mayNestDeep(text) ? text : JSON.stringify(report);
}

function stringify(report: Report): string {
  try {
    return JSON.stringify(report);
  } catch {
    // JSON cannot hold the data: the caller is told without it.
    return JSON.stringify({ ...report, data: undefined });
  }
}

interface Report {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: unknown;
}

function executedOf(code: string): 'no' | 'yes' | 'maybe' {
  if (NOT_EXECUTED.has(code)) return 'no';
  return code === 'HANDLER_TIMEOUT' ? 'maybe' : 'yes';
}

const HANDLER_ERROR: readonly [string, string] = ['HANDLER_ERROR', 'the handler failed'];
/** What this library itself throws on the way to a handler, in words that tell nothing else. */
const TELLABLE: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['UNKNOWN_COMMAND', ['UNKNOWN_COMMAND', 'there is no handler for messages of this type']],
  ['BAD_MESSAGE', ['BAD_MESSAGE', 'the message cannot be decoded']],
  ['HANDLER_TIMEOUT', ['HANDLER_TIMEOUT', 'the handler took too long']],
]);
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['HANDLER_ERROR', 1],
  ['HANDLER_TIMEOUT', 2],
  ['UNKNOWN_COMMAND', 3],
  ['BAD_MESSAGE', 4],
  ['TOO_MANY_REQUESTS', 5],
  ['GOING_AWAY', 6],
  ['OVERLOADED', 7],
]);
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const NOT_EXECUTED: ReadonlySet<string> = new Set([
  'UNKNOWN_COMMAND',
  'BAD_MESSAGE',
  'TOO_MANY_REQUESTS',
  'GOING_AWAY',
  'OVERLOADED',
]);
