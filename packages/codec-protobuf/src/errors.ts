import { NetError } from '@net/core';

/** @returns the error for a body over the limit of bytes, decoding or encoding. */
export function tooLarge(byteLength: number, maxBytes: number): NetError {
  const text = `a protobuf body of ${byteLength} bytes is over the limit of ${maxBytes}, the option maxBytes`;
  return new NetError('MESSAGE_TOO_LARGE', text);
}

/** @returns the error for a body of too many fields. */
export function tooManyNodes(maxNodes: number): NetError {
  const text = `a protobuf body of ${maxNodes + 1} fields or more is over the limit of ${maxNodes}, the option maxNodes`;
  return new NetError('NODES_EXCEEDED', text);
}

/** @returns what to throw for `cause`, which decoding a body of `byteLength` bytes has thrown. */
export function decodeFailure(typeName: string, byteLength: number, cause: unknown): NetError {
  if (cause instanceof NetError) return cause;
  if (isTooDeep(cause)) return tooDeep(typeName, cause);
  const text = `a body of ${byteLength} bytes is not a ${typeName}`;
  return new NetError('DECODE_FAILED', text, { cause });
}

/** @returns what to throw for `cause`, which encoding has thrown. */
export function encodeFailure(typeName: string, cause: unknown): NetError {
  if (cause instanceof NetError) return cause;
  if (isTooDeep(cause)) return tooDeep(typeName, cause);
  return new NetError('ENCODE_FAILED', `a value cannot be written as a ${typeName}`, { cause });
}

/** @returns the error for a value that its type refuses; `problem` is made of field names only. */
export function invalidValue(typeName: string, problem: string): NetError {
  if (problem.endsWith(TOO_DEEP)) return tooDeep(typeName, new Error(TOO_DEEP));
  return new NetError('ENCODE_FAILED', `a value is not a ${typeName}: ${problem}`);
}

function tooDeep(typeName: string, cause: unknown): NetError {
  const text = `a ${typeName} that nests deeper than 100 messages`;
  return new NetError('DEPTH_EXCEEDED', text, { cause });
}

/** In the words of protobufjs, of protobuf-es, and of engines that are out of stack. */
function isTooDeep(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const { message } = cause;
  return message === TOO_DEEP || /maximum recursion depth|call stack/.test(message);
}

const TOO_DEEP = 'max depth exceeded';
