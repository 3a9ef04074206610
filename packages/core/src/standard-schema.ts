import type { NetErrorCode } from './error-codes.ts';
import { NetError } from './errors.ts';
import { logText } from './log-text.ts';

/** Any schema that follows Standard Schema 1 (https://standardschema.dev), whatever library made it. */
export interface StandardSchema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<Output> | Promise<Result<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type Result<Output> = Success<Output> | Failure;

interface Success<Output> {
  readonly value: Output;
  readonly issues?: undefined;
}

interface Failure {
  readonly issues: readonly Issue[];
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Tells a schema from options. Some libraries make schemas that are functions. */
export function isSchema(value: object): value is StandardSchema<unknown> {
  return '~standard' in value;
}

/**
 * What `schema` makes of `value`.
 *
 * @param code of the error for a value that fails; its message names where, its `cause` is the
 * schema's list of issues, which may quote the value.
 * @throws NetError `INVALID_OPTION` for a schema that answers with a promise.
 */
export function validate<T>(schema: StandardSchema<T>, value: unknown, code: NetErrorCode): T {
  const result = callSchema(schema, value, code);
  if (isPromise(result)) {
    // Nobody waits for it any more, and a rejection must not end the process.
    result.then(ignore, ignore);
    const vendor = logText(schema['~standard'].vendor, 40);
    const text = `schemas must validate synchronously; this one, by ${vendor}, returned a promise`;
    throw new NetError('INVALID_OPTION', text);
  }
  if (result.issues === undefined) return result.value;
  throw new NetError(code, describe(result.issues), { cause: result.issues });
}

function callSchema<T>(
  schema: StandardSchema<T>,
  value: unknown,
  code: NetErrorCode,
): Result<T> | Promise<Result<T>> {
  try {
    return schema['~standard'].validate(value);
  } catch (cause) {
    throw new NetError(code, 'the schema threw while it validated a value', { cause });
  }
}

function isPromise<T>(result: Result<T> | Promise<Result<T>>): result is Promise<Result<T>> {
  return 'then' in result;
}

function ignore(): void {}

function describe(issues: readonly Issue[]): string {
  const places = issues.slice(0, MAX_PLACES).map((issue) => placeOf(issue));
  const more = issues.length > MAX_PLACES ? ` and ${issues.length - MAX_PLACES} more` : '';
  return `the value fails its schema at ${places.join(', ')}${more}`;
}

function placeOf(issue: Issue): string {
  const keys = (issue.path ?? []).slice(0, MAX_PATH_KEYS);
  const path = keys.map((key) =>
    String(typeof key === 'object' ? key.key : key).slice(0, MAX_PLACE),
  );
  return path.length === 0 ? 'its root' : logText(path.join('.'), MAX_PLACE);
}

// Three places and the words around them stay under 200 characters.
const MAX_PLACES = 3;
const MAX_PLACE = 48;
const MAX_PATH_KEYS = 16;
