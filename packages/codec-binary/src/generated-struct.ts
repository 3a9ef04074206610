import type { Part, StructFunctions } from './struct-parts.ts';
import { StructSource } from './struct-source.ts';
import { words } from './words.ts';

/**
 * A struct in code of its own: engines make it several times faster than a walk, as its values have
 * one shape and its calls one target. `undefined` where the platform refuses to make code from text,
 * as under a content security policy.
 */
export function generatedStruct(parts: readonly Part[]): StructFunctions | undefined {
  const source = new StructSource(parts);
  const make = makerOf(source.text);
  return make?.(source.writers, source.readers, words);
}

type Make = (
  writers: readonly unknown[],
  readers: readonly unknown[],
  scratch: DataView,
) => StructFunctions;

function makerOf(text: string): Make | undefined {
  try {
    const make: unknown = Reflect.construct(Function, ['writers', 'readers', 'words', text]);
    // The text of a StructSource is the body of a Make.
    return make as Make;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
