import { decodeFailed, encodeFailed } from './failures.ts';
import { type Field, fixedCoder, needsVarintLayout } from './field.ts';

/**
 * One of these texts, in 1 byte: its place among them. A schema may add more behind them later.
 *
 * @throws TypeError for none, for more than 256, and for one that stands there twice.
 */
export function oneOf<const C extends string>(...choices: readonly C[]): Field<C> {
  const places = placesOf(choices, 'oneOf()');
  return {
    compile: (context) => {
      needsVarintLayout(context, 'oneOf()');
      const { path } = context;
      return fixedCoder(
        1,
        {
          put: (value, out, at) => out.setUint8(at, placeOf(places, value, path)),
          get: (bytes, at) => choiceAt(choices, bytes[at] ?? 0, path),
        },
        'text',
      );
    },
  };
}

/** Where each of `choices` stands. @throws TypeError */
export function placesOf(choices: readonly string[], what: string): ReadonlyMap<unknown, number> {
  const places = new Map(choices.map((choice, place) => [choice, place]));
  if (choices.length === 0 || choices.length > MAX_CHOICES) {
    throw new TypeError(`${what} takes 1 to ${MAX_CHOICES} choices, got ${choices.length}`);
  }
  if (places.size < choices.length) throw new TypeError(`${what} was given a choice twice`);
  for (const choice of choices) {
    if (typeof choice !== 'string')
      throw new TypeError(`${what} takes texts, got a ${typeof choice}`);
  }
  return places;
}

/** The byte for `choice`. @throws NetError `ENCODE_FAILED` */
export function placeOf(
  places: ReadonlyMap<unknown, number>,
  choice: unknown,
  path: string,
): number {
  const place = places.get(choice);
  if (place !== undefined) return place;
  throw encodeFailed(path, choice, `one of the ${places.size} choices`);
}

/** The choice for a received byte. @throws NetError `DECODE_FAILED` */
export function choiceAt<C>(choices: readonly C[], place: number, path: string): C {
  const choice = choices[place];
  if (choice !== undefined) return choice;
  throw decodeFailed(path, `choice ${place} is over the limit of ${choices.length} choices`);
}

const MAX_CHOICES = 256;
