import { call, type CallType, type Codec, message, type MessageType } from '@net/core';

/** What travels: it says which it is, so that whoever gets it knows what was meant to come. */
export interface Letter {
  /** No other letter of the run has the same. */
  readonly id: number;
  /** The session it is sent on, by its number; 0 where that is not known. */
  readonly session: number;
  /** Counts the letters of one session. */
  readonly order: number;
  /** Bytes, or characters, that say nothing. */
  readonly fill: number;
}

/** What a server is asked, by what becomes of it. */
export const CALL_NAMES = [
  'echo',
  'later',
  'refuse',
  'break',
  'slow',
  'never',
  'back',
  'unknown',
] as const;
export type CallName = (typeof CALL_NAMES)[number];

/** How letters are written. */
export const CODEC_NAMES = ['text', 'binary', 'json'] as const;
export type CodecName = (typeof CODEC_NAMES)[number];

/** The message types of a run. */
export interface LetterTypes {
  readonly calls: Record<CallName, CallType<Letter, Letter>>;
  /** A client tells the server. */
  readonly say: MessageType<Letter>;
  /** The server tells a client. */
  readonly tell: MessageType<Letter>;
  /** The server asks a client. */
  readonly ask: CallType<Letter, Letter>;
}

export function letterTypes(name: CodecName): LetterTypes {
  const codec = CODECS[name];
  const ofCall = (type: number): CallType<Letter, Letter> => call(type, codec, codec);
  return {
    calls: {
      echo: ofCall(1),
      later: ofCall(2),
      refuse: ofCall(3),
      break: ofCall(4),
      slow: ofCall(5),
      never: ofCall(6),
      back: ofCall(7),
      unknown: ofCall(8),
    },
    say: message(20, codec),
    tell: message(21, codec),
    ask: ofCall(30),
  };
}

const textCodec: Codec<Letter> = {
  encode({ id, session, order, fill }, out) {
    out.writeUtf8(`${id} ${session} ${order} ${'é'.repeat(fill)}`);
  },
  decode(bytes) {
    const [id, session, order, filler = ''] = Buffer.from(bytes).toString().split(' ');
    return { id: Number(id), session: Number(session), order: Number(order), fill: filler.length };
  },
};

const binaryCodec: Codec<Letter> = {
  encode({ id, session, order, fill }, out) {
    for (const value of [id, session, order]) out.writeUint32(value);
    out.writeBytes(new Uint8Array(fill));
  },
  decode(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [id, session, order] = [view.getUint32(0), view.getUint32(4), view.getUint32(8)];
    return { id, session, order, fill: bytes.length - 12 };
  },
};

const jsonCodec: Codec<Letter> = {
  encode: ({ fill, ...rest }, out) =>
    out.writeUtf8(JSON.stringify({ ...rest, fill: '"'.repeat(fill) })),
  decode(bytes) {
    const { id, session, order, fill } = JSON.parse(Buffer.from(bytes).toString());
    return { id, session, order, fill: fill.length };
  },
};

const CODECS: Record<CodecName, Codec<Letter>> = {
  text: textCodec,
  binary: binaryCodec,
  json: jsonCodec,
};
