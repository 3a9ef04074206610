import { join } from 'node:path';
import { fields, struct } from '@net/codec-binary';
import { json } from '@net/codec-json';
import { protobuf } from '@net/codec-protobuf';
import { loadProto } from '@net/codec-protobuf/node';
import { type StandardSchema, xml } from '@net/codec-xml';
import type { Codec } from '@net/core';
import type { Note } from './note.ts';
import { root } from './program.ts';

/** How bodies are coded. */
export type CodecName = 'binary' | 'json' | 'protobuf' | 'xml';

/** The codec of notes that the Go peer calls by the same name. */
export function noteCodec(name: CodecName): Codec<Note> {
  return codecs[name];
}

/** XML has only text; what it stands for is the schema's to say. */
const fromXml: StandardSchema<Note> = {
  '~standard': {
    version: 1,
    vendor: 'interop',
    validate: (value) => {
      const content = new Map<string, unknown>(Object.entries(value ?? {}));
      const scores = content.get('scores') ?? [];
      return {
        value: {
          number: Number(content.get('number')),
          text: String(content.get('text')),
          scores: Array.isArray(scores) ? scores.map(Number) : [],
          urgent: content.get('urgent') === 'true',
        },
      };
    },
  },
};

const noteType = loadProto(join(root, 'interop/gonet/note.proto')).lookupType('Note');

const codecs: Readonly<Record<CodecName, Codec<Note>>> = {
  json: json<Note>(),
  binary: struct(
    {
      number: fields.i32,
      text: fields.string,
      scores: fields.list(fields.i32),
      urgent: fields.bool,
    },
    { layout: 'gonet' },
  ),
  // Other than by default, every field is set.
  protobuf: protobuf<Note>(noteType, { int64: 'bigint' }),
  xml: xml(fromXml, { root: 'Note', lists: ['scores'] }),
};
