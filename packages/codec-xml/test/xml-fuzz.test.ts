import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { type Random, seededRandom } from '@net/testing';
import { xml } from '../src/index.ts';

const codec = xml<unknown>({ lists: ['item'] });
const budgetMs = 50;

/** How long `decode` takes, whether it likes the bytes or not; anything but a NetError fails. */
function timeOf(bytes: Uint8Array): number {
  const startMs = performance.now();
  try {
    codec.decode(bytes);
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
  }
  return performance.now() - startMs;
}

/** The best of a few runs: five where the machine is quiet, more where it is not and one is late. */
function bestTimeOf(bytes: Uint8Array): number {
  let best = Infinity;
  for (let run = 0; run < 5 || (run < 25 && best > budgetMs); run++) {
    best = Math.min(best, timeOf(bytes));
  }
  return best;
}

function mutated(seed: Uint8Array, random: Random): Uint8Array {
  const bytes = new Uint8Array(seed);
  for (let change = random.below(6); change >= 0; change--) {
    const at = random.below(bytes.length);
    const token = Buffer.from(TOKENS[random.below(TOKENS.length)] ?? '');
    if (random.below(3) === 0) bytes[at] = random.below(256);
    else bytes.set(token.subarray(0, bytes.length - at), at);
  }
  return bytes.subarray(0, random.below(4) === 0 ? random.below(bytes.length) : bytes.length);
}

function fromTokens(random: Random): Uint8Array {
  const parts = Array.from(
    { length: random.below(20) },
    () => TOKENS[random.below(TOKENS.length)] ?? '',
  );
  return Buffer.from(`<message>${parts.join('')}</message>`);
}

/** As much as fits into 64 KiB of what `make` returns. */
function filled(make: (at: number) => string, start = '<message>', end = '</message>'): Uint8Array {
  const parts = [start];
  let length = start.length + end.length;
  for (let at = 0; ; at++) {
    const part = make(at);
    length += part.length;
    if (length > 65_536) break;
    parts.push(part);
  }
  return Buffer.from([...parts, end].join(''));
}

describe('xml under fuzzing', () => {
  it('throws nothing but NetErrors and never takes long, for 300,000 inputs', () => {
    const random = seededRandom(4, 'xml-fuzz');
    let slow: Uint8Array[] = [];
    for (let count = 0; count < 100_000; count++) {
      const inputs = [
        random.bytes(random.below(48)),
        mutated(SEEDS[count % SEEDS.length] ?? new Uint8Array(1), random),
        fromTokens(random),
      ];
      slow = slow.concat(inputs.filter((bytes) => timeOf(bytes) > budgetMs / 5));
    }
    expect(slow.filter((bytes) => bestTimeOf(bytes) > budgetMs)).toEqual([]);
  }, 120_000);

  it.each<[string, Uint8Array]>([
    ['empty elements', filled(() => '<a/>')],
    ['elements of other names', filled((at) => `<a${at.toString(36)}/>`)],
    ['elements with text', filled(() => '<a>x</a>')],
    ['elements with an attribute', filled(() => '<a b=""/>')],
    ['list items', filled(() => '<item/>')],
    ['text between elements', filled(() => 'x<a/>')],
    ['attributes', filled((at) => ` a${at.toString(36)}=""`, '<message', '/>')],
    ['nested elements', filled(() => '<a>'.repeat(60) + '</a>'.repeat(60))],
    ['text', filled(() => 'x')],
    ['white space', filled(() => ' ')],
    ['white space in a tag', filled(() => ' ', '<message', '/>')],
    ['line ends', filled(() => '\r\n')],
    ['references', filled(() => '&lt;')],
    ['numeric references', filled(() => '&#9;')],
    ['comments', filled(() => '<!---->')],
    ['CDATA sections', filled(() => '<![CDATA[]]>')],
    ['a long CDATA section', filled(() => '&', '<message><![CDATA[', ']]></message>')],
    ['open elements', filled(() => '<a>', '<message>', '')],
    ['quotes', filled(() => '"', "<message a='", '')],
  ])('takes less than 50 ms for 64 KiB of %s', (_name, bytes) => {
    expect(bestTimeOf(bytes)).toBeLessThan(budgetMs);
  });
});

const TOKENS = [
  '< > /> </ =" " \' <a> </a> <a|b="c"> <item> </item> <message> </message> xmlns:a="b" #text @a :@',
  '<!-- --> <![CDATA[ ]]> <!DOCTYPE <!ENTITY <?xml ?> &lt; &#x41; &#0; & ; __proto__ constructor',
  '\0 \u{1680} \u{feff} 🎉 \r\n',
].flatMap((line) => [' ', ...line.split(' ').map((token) => token.replace('|', ' '))]);
const SEEDS = [
  '<message/>',
  '<message id="7"><item>one</item><item k="v">two</item><note>a &amp; b</note></message>',
  '<?xml version="1.0" encoding="UTF-8"?>\n<message>\n  <a b="1" c=\'2\'/><!-- x --><d/>\n</message>',
  '<message xmlns:s="urn:s"><s:a><![CDATA[<b>]]></s:a>größe &#x1F389; text</message>',
].map((text) => Buffer.from(text));
