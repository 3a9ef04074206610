import type { Member, Part, Run } from './struct-parts.ts';

/**
 * The code of one struct. It names members and calls what writes and reads them; only for numbers it
 * has the writing inside.
 */
export class StructSource {
  /** What the code calls, by the place of the member. */
  readonly writers: unknown[] = [];
  /** What the code calls, by the place of the member. */
  readonly readers: unknown[] = [];
  readonly #names: string[] = [];
  readonly #writing: string[] = [];
  readonly #reading: string[] = [];

  constructor(parts: readonly Part[]) {
    for (const part of parts) {
      if ('members' in part) this.#addRun(part);
      else this.#addMember(part);
    }
  }

  /** The body of a function of `writers`, `readers` and `words` that returns `write` and `read`. */
  get text(): string {
    const places = [...this.#names.keys()];
    return `'use strict';
      const [${places.map((place) => `write${place}`).join()}] = writers;
      const [${places.map((place) => `read${place}`).join()}] = readers;
      const write = (value, out, budget) => { let start = 0; ${this.#writing.join('\n')} };
      const read = (input) => { let start = 0; ${this.#reading.join('\n')}
        return { ${places.map((place) => `${this.#names[place]}: value${place}`).join()} }; };
      return { write, read };`;
  }

  #addRun({ byteLength, members }: Run): void {
    this.#writing.push(`start = out.reserve(${byteLength});`);
    this.#reading.push(`start = input.take(${byteLength});`);
    for (const { name, offset, fixed } of members) {
      const { put, get, inline } = fixed;
      const place = this.#add(name, put, get);
      const call = `write${place}(v, out, at);`;
      this.#writing.push(`{ const v = value[${this.#names[place]}]; const at = start + ${offset};`);
      this.#writing.push(
        inline ? `if (${inline.fits}) { ${inline.put}; } else ${call} }` : `${call} }`,
      );
      this.#reading.push(`const value${place} = read${place}(input.bytes, start + ${offset});`);
    }
  }

  #addMember({ name, coder }: Member): void {
    const place = this.#add(name, coder.write, coder.read);
    this.#writing.push(`write${place}(value[${this.#names[place]}], out, budget);`);
    this.#reading.push(`const value${place} = read${place}(input);`);
  }

  #add(name: string, writer: unknown, reader: unknown): number {
    this.writers.push(writer);
    this.readers.push(reader);
    // A literal of JSON is one of JavaScript, whatever characters the name has.
    return this.#names.push(JSON.stringify(name)) - 1;
  }
}
