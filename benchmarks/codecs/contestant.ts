import { ByteWriter, type Codec } from '@net/core';
import {
  CHAT_LINE,
  type ChatLine,
  GAME_STATE,
  type GameState,
  type MessageCodecs,
  ORDER,
  type Order,
} from './messages.ts';

/** Which of the three messages. */
export type MessageName = keyof MessageCodecs;

/** What is measured of one message. */
export interface Work {
  /** Its size on the wire. */
  readonly byteLength: number;
  readonly encode: () => void;
  readonly decode: () => void;
}

/** One who takes part. */
export interface Contestant {
  readonly id: string;
  readonly title: string;
  readonly works: Readonly<Record<MessageName, Work>>;
}

/** The three functions that a library has to give for a value of type `T`. */
export interface Library<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (bytes: Buffer) => unknown;
}

/** The messages by name, in the order of the tables. */
export const MESSAGES: readonly (readonly [MessageName, string])[] = [
  ['chatLine', 'A chat line'],
  ['gameState', 'A game state of 50 entities'],
  ['order', 'An order document'],
];

/** A codec of this project: it writes behind a header, as a session lets it. */
export function codecContestant(id: string, title: string, codecs: MessageCodecs): Contestant {
  return {
    id,
    title,
    works: {
      chatLine: codecWork<ChatLine>(codecs.chatLine, CHAT_LINE),
      gameState: codecWork<GameState>(codecs.gameState, GAME_STATE),
      order: codecWork<Order>(codecs.order, ORDER),
    },
  };
}

/** What one codec does with one value. @throws Error if the value does not come back. */
export function codecWork<T>(codec: Codec<T>, value: T): Work {
  const out = new ByteWriter();
  const encode = (value: T): Uint8Array => {
    codec.encode(value, out);
    return out.takeCopy();
  };
  const bytes = Buffer.from(encode(value));
  checkSame(bytes, encode(codec.decode(bytes)));
  return {
    byteLength: bytes.length,
    encode: () => {
      codec.encode(value, out);
      out.truncate(0);
    },
    decode: () => codec.decode(bytes),
  };
}

/** What a library does with one value, called directly. @throws Error if it does not come back. */
export function libraryWork<T>(
  { encode, decode }: Library<T>,
  value: T,
  write: (value: T) => void = encode,
): Work {
  const bytes = Buffer.from(encode(value));
  // What it decodes it may encode: all of these libraries are symmetrical.
  checkSame(bytes, encode(decode(bytes) as T));
  return { byteLength: bytes.length, encode: () => write(value), decode: () => decode(bytes) };
}

function checkSame(one: Buffer, other: Uint8Array): void {
  if (one.compare(other) !== 0)
    throw new Error(`${one.length} bytes did not come back as they were`);
}
