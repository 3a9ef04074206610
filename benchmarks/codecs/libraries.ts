import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { Packr } from 'msgpackr';
import {
  codecWork,
  type Contestant,
  libraryWork,
  type MessageName,
  type Work,
} from './contestant.ts';
import { CHAT_LINE, GAME_STATE, ORDER } from './messages.ts';
import { protobufTypes } from './protobuf.ts';
import { LISTS, stringXml } from './xml.ts';

/** What the codecs stand on, and msgpackr, each called directly. */
export function libraries(): Contestant[] {
  return [
    contestant('JSON', 'JSON.stringify, JSON.parse', jsonWork),
    contestant('xml-strings', '`@net/codec-xml` without a schema', stringXmlWork),
    contestant('fast-xml-parser', 'fast-xml-parser', xmlWork),
    contestant('protobufjs-verify', 'protobufjs: verify, encode', verifiedProtobufWork),
    contestant('protobufjs', 'protobufjs: encode', protobufWork),
    contestant('msgpackr', 'msgpackr', (name) => packWork(name, { useRecords: false })),
    contestant('msgpackr-shared', 'msgpackr, shared structures', (name) =>
      packWork(name, { structures: [] }),
    ),
  ];
}

function contestant(id: string, title: string, work: (name: MessageName) => Work): Contestant {
  const works = {
    chatLine: work('chatLine'),
    gameState: work('gameState'),
    order: work('order'),
  };
  return { id, title, works };
}

function jsonWork(name: MessageName): Work {
  return libraryWork<object>(
    {
      encode: (value) => Buffer.from(JSON.stringify(value)),
      decode: (bytes) => JSON.parse(bytes.toString()),
    },
    VALUES[name],
    (value) => target.write(JSON.stringify(value)),
  );
}

function stringXmlWork(name: MessageName): Work {
  return codecWork<unknown>(stringXml, asStrings(VALUES[name]));
}

/** With the options that `@net/codec-xml` calls it with, as far as they say what comes out. */
function xmlWork(name: MessageName): Work {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    processEntities: false,
    jPath: false,
    isArray: (name) => LISTS.includes(name),
  });
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    suppressBooleanAttributes: false,
  });
  const value = { message: asStrings(VALUES[name]) };
  const bytes = Buffer.from(builder.build(value));
  return {
    byteLength: bytes.length,
    encode: () => target.write(builder.build(value)),
    // It leaves the references that it wrote: entities are off, as in the codec, which reads them itself.
    decode: () => parser.parse(bytes.toString()),
  };
}

function protobufWork(name: MessageName): Work {
  const type = protobufTypes[name];
  return libraryWork<object>(
    { encode: (value) => type.encode(value).finish(), decode: (bytes) => type.decode(bytes) },
    VALUES[name],
  );
}

function verifiedProtobufWork(name: MessageName): Work {
  const type = protobufTypes[name];
  const encode = (value: object): Uint8Array => {
    const problem = type.verify(value);
    if (problem !== null) throw new TypeError(problem);
    return type.encode(value).finish();
  };
  return libraryWork<object>({ encode, decode: (bytes) => type.decode(bytes) }, VALUES[name]);
}

function packWork(name: MessageName, options: ConstructorParameters<typeof Packr>[0]): Work {
  const packr = new Packr(options);
  return libraryWork<object>(
    { encode: (value) => packr.pack(value), decode: (bytes) => packr.unpack(bytes) },
    VALUES[name],
  );
}

/** The same value as XML has it. */
function asStrings(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map((item) => asStrings(item));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, asStrings(member)]));
}

const VALUES: Record<MessageName, object> = {
  chatLine: CHAT_LINE,
  gameState: GAME_STATE,
  order: ORDER,
};
const target = Buffer.alloc(64 * 1024);
