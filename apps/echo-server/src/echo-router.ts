import { type CodecName, textCodecOf } from '@net/apps-shared';
import { ByteWriter, type Codec, message, MessageKind, NetError, raw, Router } from '@net/core';

/**
 * Answers requests of any type with their own body, and sends messages of any type back.
 *
 * @param name `raw`, or the codec by which every body is decoded and encoded again: other bodies are
 * refused.
 */
export function echoRouter(name: CodecName): Router {
  const codec = name === 'raw' ? undefined : textCodecOf(name);
  return new Router().fallback(({ kind, type, body: received }, session) => {
    const body = codec === undefined ? received : recode(codec, name, received);
    if (kind === MessageKind.Request) return body;
    // Until the peer takes what it is sent, nothing more of it is read.
    return session.send(message(type, raw()), body) ? undefined : session.drained();
  });
}

function recode(codec: Codec<string>, name: CodecName, body: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  codec.encode(decode(codec, name, body), out);
  return out.take();
}

function decode(codec: Codec<string>, name: CodecName, body: Uint8Array): string {
  try {
    return codec.decode(body);
  } catch (cause) {
    throw new NetError('BAD_MESSAGE', `a body is no ${name}`, { cause });
  }
}
