import type { Codec } from './codec.ts';
import type { NetErrorCode } from './error-codes.ts';
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
  return new ReplyError(stable, text, data, { executed: KNOWN.get(stable)?.executed ?? 'yes' });
}

/**
 * What the caller is told of `error`: a `ReplyError` as it was thrown, of anything else no more than
 * that the handler failed.
 */
export function toFailure(error: unknown): ReplyError {
  if (error instanceof ReplyError) {
    // One that says that nothing ran came from another peer, and says so of that one's handler.
    return error.executed === 'yes' ? error : handlerError();
  }
  if (!(error instanceof NetError) || error.executed !== 'no') return handlerError();
  const text = KNOWN.get(error.code)?.text;
  return text === undefined ? handlerError() : new ReplyError(error.code, text);
}

/** The number of a failure, beside its code: 0 for an application's own. */
export function failureNumber(code: string): number {
  return KNOWN.get(code)?.number ?? 0;
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

function handlerError(): ReplyError {
  return new ReplyError('HANDLER_ERROR', 'the handler failed');
}

interface KnownFailure {
  readonly number: number;
  /** What its code says of the request: see `NetError.executed`. */
  readonly executed: NetError['executed'];
  /** Of what this library itself throws on the way to a handler, in words that tell nothing else. */
  readonly text?: string;
}

const KNOWN: ReadonlyMap<string, KnownFailure> = new Map<NetErrorCode, KnownFailure>([
  ['HANDLER_ERROR', { number: 1, executed: 'yes' }],
  ['HANDLER_TIMEOUT', { number: 2, executed: 'maybe', text: 'the handler took too long' }],
  [
    'UNKNOWN_COMMAND',
    { number: 3, executed: 'no', text: 'there is no handler for messages of this type' },
  ],
  ['BAD_MESSAGE', { number: 4, executed: 'no', text: 'the message cannot be decoded' }],
  ['TOO_MANY_REQUESTS', { number: 5, executed: 'no' }],
  ['GOING_AWAY', { number: 6, executed: 'no' }],
  ['OVERLOADED', { number: 7, executed: 'no' }],
]);
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
