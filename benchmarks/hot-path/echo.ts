import { call, raw, Router, serve, type Transport } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { packets } from '@net/packet';
import { BODY, MESSAGES_PER_CHUNK, repeat, type Work } from './work.ts';

/** The way of a message through a server alone: in, through a handler, and out, raw bodies. */
export async function echoWork(): Promise<Work[]> {
  const chunk = repeat(requestOf(BODY), MESSAGES_PER_CHUNK);
  return [
    await echoing('session: raw echo, in and out', (body) => body, chunk),
    await echoing('session: raw echo, async handler', async (body) => body, chunk),
  ];
}

async function echoing(
  name: string,
  handler: (body: Uint8Array) => Uint8Array | Promise<Uint8Array>,
  chunk: Uint8Array,
): Promise<Work> {
  const router = new Router().handle(call(1, raw(), raw()), handler);
  const server = new OneConnection();
  await serve('one://echo', { transports: [server], protocol: packets(), router });
  const run = async (): Promise<void> => {
    server.handler?.onData(new Uint8Array(chunk));
    // What comes from a socket comes in turns of the event loop.
    while (server.sent < chunk.length) await new Promise((resolve) => setImmediate(resolve));
    server.sent = 0;
  };
  return { name, messages: MESSAGES_PER_CHUNK, run };
}

/** A listener with one connection, whose far end is the benchmark. */
class OneConnection implements Transport {
  readonly schemes = ['one'];
  handler: ConnectionHandler | undefined;
  sent = 0;

  dial(): Promise<never> {
    return Promise.reject(new TypeError('nobody dials here'));
  }

  listen(
    address: string,
    open: Parameters<Transport['listen']>[1],
  ): ReturnType<Transport['listen']> {
    this.handler = open({
      kind: 'stream',
      local: address,
      remote: address,
      maxSendBytes: Infinity,
      bufferedBytes: 0,
      send: (bytes) => {
        this.sent += bytes.length;
        return true;
      },
      pause: () => {},
      resume: () => {},
      close,
      abort: () => {},
      [Symbol.asyncDispose]: close,
    });
    return Promise.resolve({ address, close, [Symbol.asyncDispose]: close });
  }
}

/** `length(4) opaque(4) command(1) version(2) extension(8) bodyBytes(4) body`. */
function requestOf(body: Uint8Array): Uint8Array {
  const packet = Buffer.alloc(23 + body.length);
  packet.writeUInt32BE(19 + body.length, 0);
  packet.writeUInt32BE(7, 4);
  packet.writeUInt8(1, 8);
  packet.writeUInt32BE(body.length, 19);
  packet.set(body, 23);
  return packet;
}

const close = (): Promise<void> => Promise.resolve();
