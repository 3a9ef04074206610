import { NetError } from '@net/core';

/** How `protobuf()` reads and writes. A number is a bound, `false` is "no bound". */
export interface ProtobufOptions {
  /** Bytes of one body, both ways. 256 KiB; over it: `MESSAGE_TOO_LARGE`. */
  readonly maxBytes?: number | false | undefined;
  /**
   * Fields of one received body, those of its messages and the unknown ones included: an entry of a
   * map is up to three, a packed list is one. With protobufjs each 64-bit integer counts as one more.
   * 10,000; over it: `NODES_EXCEEDED`.
   */
  readonly maxNodes?: number | false | undefined;
  /**
   * What 64-bit integers are in values. With protobufjs `'long'`, the `Long` that it makes itself, is
   * the default, and `'bigint'` makes plain objects with every field set. protobuf-es has bigints
   * only. Neither loses a digit.
   */
  readonly int64?: 'long' | 'bigint' | undefined;
  /**
   * Let protobufjs verify a value before it encodes it. On: without, it writes something for most
   * wrong values, 0 for a bigint among them. protobuf-es checks its numbers either way.
   */
  readonly validateOutgoing?: boolean | undefined;
}

/** `ProtobufOptions` with the defaults filled in; `Infinity` where there is no bound. */
export interface ResolvedOptions {
  readonly maxBytes: number;
  readonly maxNodes: number;
  readonly int64: 'long' | 'bigint';
  readonly validateOutgoing: boolean;
}

/**
 * The defaults, with what is changed in `chosen`.
 *
 * @param int64 the kinds of 64-bit integers to choose from; the first is the default.
 * @throws NetError `INVALID_OPTION`
 */
export function resolveOptions(
  chosen: ProtobufOptions,
  int64: readonly ['long', 'bigint'] | readonly ['bigint'],
): ResolvedOptions {
  for (const name of Object.keys(chosen)) {
    if (!NAMES.has(name)) throw invalid(`protobuf() has no option called ${name}`);
  }
  const { validateOutgoing = true } = chosen;
  if (typeof validateOutgoing !== 'boolean') {
    throw invalid(`validateOutgoing is true or false, got ${String(validateOutgoing)}`);
  }
  const kind = int64.find((kind) => kind === (chosen.int64 ?? int64[0]));
  if (kind === undefined) {
    throw invalid(`int64 is ${int64.join(' or ')} here, got ${String(chosen.int64)}`);
  }
  return {
    maxBytes: bound('maxBytes', chosen.maxBytes ?? 256 * 1024),
    maxNodes: bound('maxNodes', chosen.maxNodes ?? 10_000),
    int64: kind,
    validateOutgoing,
  };
}

function bound(name: string, limit: number | false): number {
  if (limit === false) return Infinity;
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw invalid(`${name} is a whole number above 0 or false, got ${String(limit)}`);
}

function invalid(text: string): NetError {
  return new NetError('INVALID_OPTION', text);
}

const NAMES: ReadonlySet<string> = new Set(['maxBytes', 'maxNodes', 'int64', 'validateOutgoing']);
