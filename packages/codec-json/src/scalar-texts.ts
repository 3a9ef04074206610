import { fromBase64, toBase64 } from './base64.ts';

/** What JSON has no form for, and `types` gives one: a text. */
export type ScalarKind = 'bigint' | 'date' | 'bytes';

/** How the values of one kind stand in JSON. */
export interface ScalarText {
  /** What a value is, for errors. */
  readonly value: string;
  /** What its text is, for errors. */
  readonly text: string;
  /** The text of `value`; `undefined` for what is not of this kind. */
  write(this: void, value: unknown): string | undefined;
  /** The value of `text`; `undefined` for a text of another form. */
  read(this: void, text: string): unknown;
}

/** The forms of all kinds. */
export const SCALAR_TEXTS: ReadonlyMap<unknown, ScalarText> = new Map<ScalarKind, ScalarText>([
  [
    'bigint',
    {
      value: 'a bigint of at most 4096 digits',
      text: 'a whole number in a text of at most 4096 digits',
      write: (value) => (isShort(value) ? String(value) : undefined),
      read: (text) => (DIGITS.test(text) ? BigInt(text) : undefined),
    },
  ],
  [
    'date',
    {
      value: 'a valid Date',
      text: 'a date and time in a text as of RFC 3339',
      write: (value) => (isValidDate(value) ? value.toISOString() : undefined),
      read: readDate,
    },
  ],
  [
    'bytes',
    {
      value: 'a Uint8Array',
      text: 'bytes in a text of base64',
      write: (value) => (value instanceof Uint8Array ? toBase64(value) : undefined),
      read: fromBase64,
    },
  ],
]);

function isShort(value: unknown): value is bigint {
  return typeof value === 'bigint' && value < TOO_LARGE && value > -TOO_LARGE;
}

function isValidDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function readDate(text: string): Date | undefined {
  const [, year, month, day] = TIME.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(text);
  if (Number(day) > 28 && Number(day) > daysOf(Number(year), Number(month))) return undefined;
  return isValidDate(date) ? date : undefined;
}

/** Engines take the 30th of February for a day of March, so this is asked apart. */
function daysOf(year: number, month: number): number {
  // The calendar repeats every 400 years, and those before 100 would be taken for 1900 and later.
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

// The bounds are there because reading and writing digits takes more than linear time.
const DIGITS = /^(?:0|-?[1-9]\d{0,4095})$/;
const TOO_LARGE = 10n ** 4096n;
// RFC 3339, and the years of six digits that Date writes.
const TIME = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
