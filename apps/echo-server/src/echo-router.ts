import { json } from '@net/codec-json';
import { ByteWriter, message, MessageKind, NetError, raw, Router } from '@net/core';

/**
 * Answers requests of any type with their own body, and sends messages of any type back.
 *
 * @param codec `json`: every body is decoded and encoded again, and must therefore be JSON.
 */
export function echoRouter(codec: 'raw' | 'json'): Router {
  return new Router().fallback(({ kind, type, body: received }, session) => {
    const body = codec === 'json' ? recode(received) : received;
    if (kind === MessageKind.Request) return body;
    // Until the peer takes what it is sent, nothing more of it is read.
    return session.send(message(type, raw()), body) ? undefined : session.drained();
  });
}

function recode(body: Uint8Array): Uint8Array {
  const out = new ByteWriter();
  ANY_JSON.encode(decode(body), out);
  return out.take();
}

function decode(body: Uint8Array): unknown {
  try {
    return ANY_JSON.decode(body);
  } catch (cause) {
    throw new NetError('BAD_MESSAGE', 'a body is not JSON', { cause });
  }
}

const ANY_JSON = json();
