import { json } from '@net/codec-json';
import { ByteWriter } from '@net/core';
import type { Work } from './work.ts';

/** The JSON codec, beside the bare functions that it calls. */
export function jsonWork(): Work[] {
  const values = { small: PLAYER, list: Array.from({ length: 12 }, () => PLAYER) };
  return Object.entries(values).flatMap(([name, value]) => {
    const bytes = Buffer.from(JSON.stringify(value));
    const size = `${bytes.length} B`;
    const codec = json<unknown>();
    const out = new ByteWriter();
    const target = Buffer.alloc(64 * 1024);
    return [
      work(`json: encode ${name} (${size})`, () => {
        codec.encode(value, out);
        out.truncate(0);
      }),
      work(`bare: JSON.stringify, Buffer.write ${name} (${size})`, () => {
        target.write(JSON.stringify(value));
      }),
      work(`json: decode ${name} (${size})`, () => codec.decode(bytes)),
      work(`bare: JSON.parse, Buffer.toString ${name} (${size})`, () => {
        JSON.parse(bytes.toString());
      }),
    ];
  });
}

function work(name: string, once: () => void): Work {
  const run = (): void => {
    for (let count = 0; count < MESSAGES; count++) once();
  };
  return { name, messages: MESSAGES, run };
}

const PLAYER = { id: 7, name: 'player', x: 1.5, y: 2.5, text: 'hello' };
const MESSAGES = 100;
