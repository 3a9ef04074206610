import { checkDuration, checkFlag, optionError } from './check-option.ts';
import type { NetError } from './errors.ts';

/**
 * Reads the options of a function such as `tcp()`: what is `undefined` has its default, and what is
 * wrong is refused by name. Whatever reads throws NetError `INVALID_OPTION`.
 */
export class OptionReader<Options extends object> {
  readonly #owner: string;
  readonly #options: Options;
  readonly #path: string;

  /**
   * @param owner the function, as its users write it.
   * @param names all options there are.
   * @param path what stands before a name in errors, such as `tls.` for options within an option.
   * @throws NetError `INVALID_OPTION` for an option that does not exist.
   */
  constructor(owner: string, options: Options, names: ReadonlySet<string>, path = '') {
    this.#owner = owner;
    this.#options = options;
    this.#path = path;
    for (const name of Object.keys(options)) this.refuse(!names.has(name), name, 'does not exist');
  }

  /** True or false. */
  flag(name: NameOf<Options>, standard: boolean): boolean {
    return checkFlag(this.#owner, this.#path + name, this.#valueOf(name, standard));
  }

  /** A whole number from `least` to `most`. */
  whole(name: NameOf<Options>, standard: number, least: number, most: number): number {
    const value = this.#valueOf(name, standard);
    if (isWithin(value, least, most) && Number.isInteger(value)) return value;
    throw this.#wrong(name, `a whole number from ${least} to ${most}`, value);
  }

  /** Milliseconds that a timer can wait for. */
  duration(name: NameOf<Options>, standard: number): number {
    return checkDuration(this.#owner, this.#path + name, this.#valueOf(name, standard));
  }

  /** The same, or `Infinity` for `false`. */
  durationOrNever(name: NameOf<Options>, standard: number | false): number {
    const value = this.#valueOf(name, standard);
    return value === false ? Infinity : checkDuration(this.#owner, this.#path + name, value);
  }

  /** A bound above 0, or `Infinity` for `false`. */
  bound(name: NameOf<Options>, standard: number | false): number {
    const value = this.#valueOf(name, standard);
    if (value === false) return Infinity;
    if (isWithin(value, Number.MIN_VALUE, Number.MAX_VALUE)) return value;
    throw this.#wrong(name, 'a number above 0 or false', value);
  }

  /** One of `choices`. */
  choice<Choice extends string | number>(
    name: NameOf<Options>,
    standard: Choice,
    choices: readonly Choice[],
  ): Choice {
    const value = this.#valueOf(name, standard);
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    throw this.#wrong(name, choices.map(quoted).join(' or '), value);
  }

  /** For what no other method checks. @param problem what is wrong with it, such as `is empty`. */
  refuse(isWrong: boolean, name: string, problem: string): void {
    if (isWrong) throw this.error(name, problem);
  }

  /** The error for a wrong option. */
  error(name: string, problem: string, options?: { readonly cause: unknown }): NetError {
    return optionError(this.#owner, this.#path + name, problem, options);
  }

  #valueOf(name: NameOf<Options>, standard: unknown): unknown {
    const { [name]: value = standard } = this.#options;
    return value;
  }

  #wrong(name: string, wanted: string, value: unknown): NetError {
    return this.error(name, `is ${wanted}, got ${String(value)}`);
  }
}

type NameOf<Options> = keyof Options & string;

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most;
}

function quoted(choice: string | number): string {
  return typeof choice === 'string' ? `'${choice}'` : String(choice);
}
