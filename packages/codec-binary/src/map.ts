import { decodeFailed, encodeFailed } from './failures.ts';
import { type Coder, type Context, type Field, inside, needsVarintLayout } from './field.ts';
import { checkCount } from './list.ts';

/**
 * A `Map`: how many entries, then each key and its value, in the order of insertion. A key that is
 * there twice is refused.
 *
 * @throws TypeError for keys that are not texts, whole numbers, booleans or one of a few.
 */
export function map<K, V>(key: Field<K>, value: Field<V>): Field<Map<K, V>> {
  return {
    compile: (context) => {
      needsVarintLayout(context, 'map()');
      const keys = key.compile(inside(context, '[key]'));
      const values = value.compile(inside(context, '[value]'));
      return mapCoder(context, keys, values);
    },
  };
}

function mapCoder<K, V>(
  { path, lengths }: Context,
  keys: Coder<K>,
  values: Coder<V>,
): Coder<Map<K, V>> {
  if (keys.key === undefined) throw new TypeError(`${path}: a map has no keys of this kind`);
  const entry: Entry = {
    minBytes: keys.minBytes + values.minBytes,
    nodes: keys.nodes + values.nodes,
    key: keys.key,
  };
  return {
    minBytes: lengths.minBytes,
    nodes: 1,
    write: (value, out, budget) => {
      if (!(value instanceof Map)) throw encodeFailed(path, value, 'a Map');
      budget.take(weigh(value.size, entry));
      lengths.put(value.size, out, out.reserve(lengths.bytesOf(value.size)), path);
      for (const [key, item] of value) {
        keys.write(key, out, budget);
        values.write(item, out, budget);
      }
    },
    read: (input) => {
      const count = lengths.read(input, path);
      checkCount(count, entry.minBytes, input, path);
      input.budget.take(weigh(count, entry));
      const entries = new Map<K, V>();
      for (let index = 0; index < count; index += 1) {
        const key = keys.read(input);
        entries.set(key, values.read(input));
      }
      if (entries.size < count) {
        throw decodeFailed(path, `${count} entries have ${entries.size} keys between them`);
      }
      return entries;
    },
  };
}

interface Entry {
  readonly minBytes: number;
  readonly nodes: number;
  readonly key: 'text' | 'number';
}

/**
 * V8 hashes whole numbers without a secret (`ComputeUnseededHash`), so a peer can choose thousands
 * that collide, and inserting them takes quadratic time: 20,000 took half a second.
 */
function weigh(count: number, { nodes, key }: Entry): number {
  const collisions = key === 'number' ? Math.floor((count * count) / STEPS_PER_NODE) : 0;
  return count * nodes + collisions;
}

const STEPS_PER_NODE = 256;
