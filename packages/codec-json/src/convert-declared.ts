import { NetError } from '@net/core';
import type { MembersPlan, TypePlan } from './declared-types.ts';
import type { ScalarText } from './scalar-texts.ts';

/**
 * `value` with a text wherever `plan` has a kind of its own. What lies on the way there is copied;
 * `null` and `undefined` stay.
 *
 * @throws NetError `ENCODE_FAILED` for a value of another kind.
 */
export function toTexts(value: unknown, plan: TypePlan): unknown {
  return convert(value, plan, WRITING);
}

/**
 * `value` with what `plan` wants in the place of texts. Its arrays and objects are changed, not
 * copied; `null` and `undefined` stay.
 *
 * @throws NetError `DECODE_FAILED` for a text of another form, or a value that is none.
 */
export function fromTexts(value: unknown, plan: TypePlan): unknown {
  return convert(value, plan, READING);
}

interface Direction {
  readonly code: 'ENCODE_FAILED' | 'DECODE_FAILED';
  /** `undefined` for what cannot be converted. */
  scalar(value: unknown, scalar: ScalarText): unknown;
  /** What is to be changed in the place of `value`. */
  array(value: unknown[]): unknown[];
  /** What is to be changed in the place of `value`. */
  object(value: object): object;
  /** What a scalar has to be, for errors. */
  wanted(scalar: ScalarText): string;
}

const WRITING: Direction = {
  code: 'ENCODE_FAILED',
  scalar: (value, { write }) => write(value),
  array: (value) => [...value],
  object: (value) => ({ ...value }),
  wanted: ({ value }) => value,
};

const READING: Direction = {
  code: 'DECODE_FAILED',
  scalar: (value, { read }) => (typeof value === 'string' ? read(value) : undefined),
  array: (value) => value,
  object: (value) => value,
  wanted: ({ text }) => text,
};

// The plan bounds the recursion, whatever the value.
function convert(value: unknown, plan: TypePlan, direction: Direction): unknown {
  if (value === undefined || value === null) return value;
  if ('scalar' in plan) {
    const converted = direction.scalar(value, plan.scalar);
    if (converted !== undefined) return converted;
    throw mismatch(plan, direction, direction.wanted(plan.scalar));
  }
  if ('elements' in plan) {
    if (!Array.isArray(value)) throw mismatch(plan, direction, 'an array');
    const elements = direction.array(value);
    for (const [index, element] of elements.entries()) {
      elements[index] = convert(element, plan.elements, direction);
    }
    return elements;
  }
  if (typeof value !== 'object' || Array.isArray(value))
    throw mismatch(plan, direction, 'an object');
  return convertMembers(direction.object(value), plan, direction);
}

function convertMembers(value: object, plan: MembersPlan, direction: Direction): object {
  for (const [name, member] of plan.members) convertMember(value, name, member, direction);
  if (plan.others === undefined) return value;
  for (const name of Object.keys(value)) {
    if (!plan.members.has(name)) convertMember(value, name, plan.others, direction);
  }
  return value;
}

function convertMember(value: object, name: string, plan: TypePlan, direction: Direction): void {
  if (!Object.hasOwn(value, name)) return;
  Reflect.set(value, name, convert(Reflect.get(value, name), plan, direction));
}

function mismatch({ path }: TypePlan, { code }: Direction, wanted: string): NetError {
  return new NetError(code, `${path === '' ? 'the value' : path} is not ${wanted}`);
}
