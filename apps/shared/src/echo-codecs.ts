import { fileURLToPath } from 'node:url';
import { fields, struct } from '@net/codec-binary';
import { json } from '@net/codec-json';
import { protobuf } from '@net/codec-protobuf';
import { loadProto } from '@net/codec-protobuf/node';
import { xml } from '@net/codec-xml';
import type { Codec } from '@net/core';

/** What `--codec` takes; `raw` bodies are bytes, all others a text. */
export type CodecName = 'raw' | TextCodecName;
/** The codecs whose bodies are a text. */
export type TextCodecName = keyof typeof CODECS;

/** The codec of that name, for a text of any length that a packet can have. */
export function textCodecOf(name: TextCodecName): Codec<string> {
  return CODECS[name]();
}

const CODECS = {
  json: () => json<string>({ maxBytes: false }),
  xml: () => xml<string>({ maxBytes: false, root: 'text' }),
  binary: () => textOf(struct({ text: fields.string })),
  protobuf: () => {
    const path = fileURLToPath(new URL('echo.proto', import.meta.url));
    return textOf(protobuf<Text>(loadProto(path).lookupType('Echo'), { maxBytes: false }));
  },
} as const;

/** The names, for `--help`. */
export const CODEC_NAMES: readonly string[] = ['raw', ...Object.keys(CODECS)];

interface Text {
  readonly text: string;
}

/** A text where the codec wants an object. */
function textOf(codec: Codec<Text>): Codec<string> {
  return {
    encode: (text, out) => codec.encode({ text }, out),
    decode: (bytes) => codec.decode(bytes).text,
  };
}
