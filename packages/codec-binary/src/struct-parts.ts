import type { Coder, FixedCoder } from './field.ts';

/** A member of a struct, compiled. */
export interface Member {
  readonly name: string;
  readonly coder: Coder<unknown>;
}

/** Any struct's value, by the names of its schema. */
export type StructValue = Record<string, unknown>;

/** What makes a struct of its members. */
export type StructFunctions = Pick<Coder<StructValue>, 'write' | 'read'>;

/** Members that take a fixed number of bytes together, for which room is made at once. */
export interface Run {
  readonly byteLength: number;
  readonly members: readonly RunMember[];
}

interface RunMember {
  readonly name: string;
  /** Where it starts, counted from the start of the run. */
  readonly offset: number;
  readonly fixed: FixedCoder<unknown>;
}

/** What is written and read at once: a run, or a member of no fixed length. */
export type Part = Run | Member;

/** The fewest parts that hold these members in their order. */
export function partsOf(members: readonly Member[]): Part[] {
  const parts: Part[] = [];
  let run: RunMember[] = [];
  let byteLength = 0;
  const endRun = (): void => {
    if (run.length > 0) parts.push({ byteLength, members: run });
    run = [];
    byteLength = 0;
  };
  for (const member of members) {
    const { fixed, minBytes } = member.coder;
    if (fixed === undefined) {
      endRun();
      parts.push(member);
    } else {
      run.push({ name: member.name, offset: byteLength, fixed });
      byteLength += minBytes;
    }
  }
  endRun();
  return parts;
}
