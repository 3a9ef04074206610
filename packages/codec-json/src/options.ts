import { NetError } from '@net/core';
import { type JsonTypes, planTypes, type TypePlan } from './declared-types.ts';

/** How `json()` reads and writes values of a `T`. A number is a bound, `false` is "no bound". */
export interface JsonOptions<T = unknown> {
  /** Bytes of one body, both ways. 1 MiB; over it: `MESSAGE_TOO_LARGE`. */
  readonly maxBytes?: number | false | undefined;
  /** Arrays and objects inside each other, both ways: `[[]]` is 2. 64; over it: `DEPTH_EXCEEDED`. */
  readonly maxDepth?: number | false | undefined;
  /** Values of one body, both ways; a member counts as two. 100,000; over it: `NODES_EXCEEDED`. */
  readonly maxNodes?: number | false | undefined;
  /**
   * What to do on decode with a key `__proto__`, and with `constructor` when its value is an object
   * that has `prototype`: refuse the body with `FORBIDDEN_KEY` (the default), or drop the member.
   */
  readonly protoKeys?: 'reject' | 'strip' | undefined;
  /** Hold what is encoded to the schema too. Off: it is our own value, and the types check it. */
  readonly validateOutgoing?: boolean | undefined;
  /**
   * Where there are bigints, dates and bytes: `{ placedAt: 'date', lines: [{ price: 'bigint' }] }`.
   * They are texts in JSON, and what is declared once they are decoded, before a schema sees them.
   */
  readonly types?: JsonTypes<T> | undefined;
}

/** `JsonOptions` with the defaults filled in; `Infinity` where there is no bound. */
export interface ResolvedOptions {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
  readonly protoKeys: 'reject' | 'strip';
  readonly validateOutgoing: boolean;
  readonly types: TypePlan | undefined;
}

/** The defaults, with what is changed in `chosen`. @throws NetError `INVALID_OPTION` */
export function resolveOptions(chosen: JsonOptions): ResolvedOptions {
  for (const name of Object.keys(chosen)) {
    if (!NAMES.has(name)) throw invalid(`json() has no option called ${name}`);
  }
  const { protoKeys = 'reject', validateOutgoing = false } = chosen;
  if (protoKeys !== 'reject' && protoKeys !== 'strip') {
    throw invalid(`protoKeys is 'reject' or 'strip', got ${String(protoKeys)}`);
  }
  if (typeof validateOutgoing !== 'boolean') {
    throw invalid(`validateOutgoing is true or false, got ${String(validateOutgoing)}`);
  }
  return {
    maxBytes: bound('maxBytes', chosen.maxBytes ?? 1024 * 1024),
    maxDepth: bound('maxDepth', chosen.maxDepth ?? 64),
    maxNodes: bound('maxNodes', chosen.maxNodes ?? 100_000),
    protoKeys,
    validateOutgoing,
    types: chosen.types === undefined ? undefined : planTypes(chosen.types),
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

const NAMES: ReadonlySet<string> = new Set([
  'maxBytes',
  'maxDepth',
  'maxNodes',
  'protoKeys',
  'validateOutgoing',
  'types',
]);
