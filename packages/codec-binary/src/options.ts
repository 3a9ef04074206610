import { NetError } from '@net/core';

/** How a struct is written, and what it accepts. A number is a bound, `false` is "no bound". */
export interface StructOptions {
  /** Bytes of one body, both ways. 1 MiB; over it: `MESSAGE_TOO_LARGE`. */
  readonly maxBytes?: number | false | undefined;
  /**
   * Values of one body, both ways, as the README counts them. 100,000; over it: `NODES_EXCEEDED`.
   */
  readonly maxNodes?: number | false | undefined;
  /** Which byte of a number comes first: `'little'`, the lowest (the default), or `'big'`. */
  readonly endian?: 'little' | 'big' | undefined;
  /** `'varint'` lengths (the default), or what the binary codec of flylib/gonet reads and writes. */
  readonly layout?: 'varint' | 'gonet' | undefined;
  /** Make code for the schema where the platform allows it. On: the same bytes, several times faster. */
  readonly generateCode?: boolean | undefined;
}

/** `StructOptions` with the defaults filled in; `Infinity` where there is no bound. */
export interface ResolvedOptions {
  readonly maxBytes: number;
  readonly maxNodes: number;
  readonly littleEndian: boolean;
  readonly layout: 'varint' | 'gonet';
  readonly generateCode: boolean;
}

/** The defaults, with what is changed in `chosen`. @throws NetError `INVALID_OPTION` */
export function resolveOptions(chosen: StructOptions): ResolvedOptions {
  for (const name of Object.keys(chosen)) {
    if (!NAMES.has(name)) throw invalid(`struct() has no option called ${name}`);
  }
  const { layout = 'varint', endian = 'little', generateCode = true } = chosen;
  checkChoice('layout', layout, ['varint', 'gonet']);
  checkChoice('endian', endian, ['little', 'big']);
  if (layout === 'gonet' && endian === 'big') throw invalid("layout 'gonet' is little-endian");
  if (typeof generateCode !== 'boolean') {
    throw invalid(`generateCode is true or false, got ${String(generateCode)}`);
  }
  return {
    maxBytes: bound('maxBytes', chosen.maxBytes ?? 1024 * 1024),
    maxNodes: bound('maxNodes', chosen.maxNodes ?? 100_000),
    littleEndian: endian === 'little',
    layout,
    generateCode,
  };
}

function checkChoice(name: string, chosen: string, choices: readonly string[]): void {
  if (choices.includes(chosen)) return;
  throw invalid(`${name} is '${choices.join("' or '")}', got ${chosen}`);
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
  'maxNodes',
  'endian',
  'layout',
  'generateCode',
]);
