/**
 * Whether valid JSON of this text could nest deeper than `maxDepth`. It goes from one opening bracket
 * to the next by native search, and takes off what a compact text shows to be closed in between; so
 * lists of records pass without a scan of their bytes. Brackets inside of strings only make it say
 * yes, and up to the place where a text stops to be JSON the answer holds for that too.
 */
export function mayNestDeeper(text: string, maxDepth: number): boolean {
  // Looking back takes time, and can wait until half of the levels are used up.
  const half = maxDepth / 2;
  let depth = 0;
  let object = indexOrEnd(text, '{', 0);
  for (let array = indexOrEnd(text, '[', 0); ; array = indexOrEnd(text, '[', array + 1)) {
    for (; object < array; object = indexOrEnd(text, '{', object + 1)) {
      depth += depth < half ? 1 : 1 - closedBefore(text, object);
      if (depth > maxDepth) return true;
    }
    if (array === text.length) return false;
    depth += depth < half ? 1 : 1 - closedBefore(text, array);
    if (depth > maxDepth) return true;
  }
}

function indexOrEnd(text: string, bracket: string, from: number): number {
  const index = text.indexOf(bracket, from);
  return index === -1 ? text.length : index;
}

/** How many levels surely end in the brackets right before `opening`, as the two in `]},{`. */
function closedBefore(text: string, opening: number): number {
  if (text.charCodeAt(opening - 1) !== COMMA) return 0;
  if (!isClosing(text.charCodeAt(opening - 2))) return 0;
  // One closing bracket makes up for this opening one, even where both are part of a string.
  if (!isClosing(text.charCodeAt(opening - 3)) || !startsString(text, opening + 1)) return 1;
  let at = opening - 4;
  while (isClosing(text.charCodeAt(at))) at--;
  return opening - 2 - at;
}

/**
 * Whether a string starts at `at`, right behind a bracket, so that the bracket is no part of one: a
 * quote there is not escaped, and what follows cannot follow the end of a string.
 */
function startsString(text: string, at: number): boolean {
  const following = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === QUOTE && following > COLON && !isClosing(following);
}

// `]` and `}` differ in one bit, and no other two units become these with it set.
function isClosing(unit: number): boolean {
  return (unit | CASE_BIT) === 0x7d;
}

const CASE_BIT = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
