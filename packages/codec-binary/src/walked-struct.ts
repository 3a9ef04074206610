import type { ByteWriter } from '@net/core';
import type { Budget } from './budget.ts';
import type { Input } from './input.ts';
import type { Member, Part, Run, StructFunctions, StructValue } from './struct-parts.ts';

/** A struct that goes through its parts at every value: for platforms that refuse to make code. */
export function walkedStruct(parts: readonly Part[]): StructFunctions {
  const walkers = parts.map((part) => ('members' in part ? walkRun(part) : walkMember(part)));
  return {
    write: (value, out, budget) => {
      for (const walker of walkers) walker.write(value, out, budget);
    },
    read: (input) => {
      const value: StructValue = {};
      for (const walker of walkers) walker.readInto(value, input);
      return value;
    },
  };
}

interface Walker {
  write(value: StructValue, out: ByteWriter, budget: Budget): void;
  readInto(value: StructValue, input: Input): void;
}

function walkRun({ byteLength, members }: Run): Walker {
  return {
    write: (value, out) => {
      const at = out.reserve(byteLength);
      for (const { name, offset, fixed } of members) fixed.put(value[name], out, at + offset);
    },
    readInto: (value, input) => {
      const at = input.take(byteLength);
      for (const { name, offset, fixed } of members) {
        value[name] = fixed.get(input.bytes, at + offset);
      }
    },
  };
}

function walkMember({ name, coder: { write, read } }: Member): Walker {
  return {
    write: (value, out, budget) => write(value[name], out, budget),
    readInto: (value, input) => {
      value[name] = read(input);
    },
  };
}
