import { NetError } from '@net/core';
import { checkName } from './names.ts';

/** How `xml()` reads and writes. A number is a bound, `false` is "no bound". */
export interface XmlOptions {
  /** Name of the root element, both ways: a body with another one is refused. `'message'`. */
  readonly root?: string | undefined;
  /**
   * Names of the elements that are lists, wherever they stand and however often: `['item']` makes
   * `{ item: ['a'] }` of `<item>a</item>`. None.
   */
  readonly lists?: readonly string[] | undefined;
  /** Bytes of one body, both ways. 64 KiB; over it: `MESSAGE_TOO_LARGE`. */
  readonly maxBytes?: number | false | undefined;
  /** Elements inside each other, both ways; the root is 1 deep. 64; over it: `DEPTH_EXCEEDED`. */
  readonly maxDepth?: number | false | undefined;
  /** Elements and attributes of one body, both ways. 4000; over it: `NODES_EXCEEDED`. */
  readonly maxNodes?: number | false | undefined;
  /** Hold what is encoded to the schema too. Off: it is our own value, and the types check it. */
  readonly validateOutgoing?: boolean | undefined;
}

/** `XmlOptions` with the defaults filled in; `Infinity` where there is no bound. */
export interface ResolvedOptions {
  readonly root: string;
  readonly lists: ReadonlySet<string>;
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
  readonly validateOutgoing: boolean;
}

/** The defaults, with what is changed in `chosen`. @throws NetError `INVALID_OPTION` */
export function resolveOptions(chosen: XmlOptions): ResolvedOptions {
  for (const name of Object.keys(chosen)) {
    if (!NAMES.has(name)) throw invalid(`xml() has no option called ${name}`);
  }
  const { root = 'message', lists = [], validateOutgoing = false } = chosen;
  if (typeof validateOutgoing !== 'boolean') {
    throw invalid(`validateOutgoing is true or false, got ${String(validateOutgoing)}`);
  }
  return {
    root: elementName('root', root),
    lists: listNames(lists),
    maxBytes: bound('maxBytes', chosen.maxBytes ?? 64 * 1024),
    maxDepth: bound('maxDepth', chosen.maxDepth ?? 64),
    maxNodes: bound('maxNodes', chosen.maxNodes ?? 4000),
    validateOutgoing,
  };
}

function listNames(lists: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(lists)) throw invalid('lists is an array of element names');
  return new Set(lists.map((name: unknown) => elementName('lists', name)));
}

function elementName(option: string, name: unknown): string {
  if (typeof name !== 'string') throw invalid(`${option} takes a name, got a ${typeof name}`);
  try {
    checkName(name);
  } catch (cause) {
    throw new NetError('INVALID_OPTION', `${option}: no element is called ${name}`, { cause });
  }
  return name;
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
  'root',
  'lists',
  'maxBytes',
  'maxDepth',
  'maxNodes',
  'validateOutgoing',
]);
