import { XMLParser } from 'fast-xml-parser';
import { decodeAttribute, decodeReferences } from './references.ts';

/**
 * The one place that knows the XML parser. It is given documents that `checkDocument` has let
 * through and made plain: start tags, end tags and text, in which no two readers differ.
 *
 * @param lists the elements that are arrays, however often they occur.
 * @returns a function that makes `{ root: content }` of such text: attributes as `@name`, text beside
 * them or beside elements as `#text`, everything else as strings.
 */
export function createParser(lists: ReadonlySet<string>): (text: string) => unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: '#text',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    // Never asked to decode; without one the parser makes a new and costly one for each body.
    entityDecoder: NO_ENTITIES,
    jPath: false,
    // The depth was checked before; one of its own keeps the parser from counting to less.
    maxNestedTags: Number.MAX_SAFE_INTEGER,
    isArray: (name) => lists.has(name),
    tagValueProcessor: (_name, text, _path, _hasAttributes, isLeaf) =>
      isLeaf || HAS_INK.test(text) ? decodeReferences(text) : '',
    attributeValueProcessor: (_name, text) => decodeAttribute(text),
  });
  return (text) => parser.parse(text);
}

const NO_ENTITIES = {
  decode: (text: string): string => text,
  reset: (): void => {},
  setExternalEntities: (): void => {},
  addInputEntities: (): void => {},
  setXmlVersion: (): void => {},
};

// White space between elements is layout; JavaScript's \S would take more for white space than XML.
const HAS_INK = /[^ \t\n\r]/;
