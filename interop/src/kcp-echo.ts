import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, on, once } from 'node:events';
import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { kcp } from '@net/transport-kcp';
import { type KcpSpeech, optionsOf } from './kcp-speech.ts';
import type { ServerProgram } from './program.ts';

/** What went out and what came back of one long stream, as SHA-256 in hex. */
export interface BulkReport {
  readonly sent: string;
  readonly received: string;
}

/** What came back of single messages. */
export interface MessageReport {
  readonly messages: number;
  /** Those that came back otherwise than they were sent. */
  readonly failures: number;
}

/** A server of ours that sends everything back, no faster than it is taken. */
export async function startKcpEcho(speech: KcpSpeech): Promise<ServerProgram> {
  const connections = new Set<Connection>();
  const listener = await kcp(optionsOf(speech)).listen('kcp://127.0.0.1:0', (connection) => {
    connections.add(connection);
    return echoTo(connection);
  });
  return {
    address: new URL(listener.address).host,
    async [Symbol.asyncDispose]() {
      await listener.close();
      // A peer on kcp-go does not say that it has left.
      for (const connection of connections) connection.abort();
    },
  };
}

function echoTo(connection: Connection): ConnectionHandler {
  return {
    onData(bytes) {
      if (!connection.send(bytes)) connection.pause?.();
    },
    onDrain() {
      connection.resume?.();
    },
    onClose() {},
  };
}

/** Sends random bytes, in pieces of many sizes, to an echo at `host:port`. */
export async function echoBulk(
  address: string,
  speech: KcpSpeech,
  totalBytes: number,
): Promise<BulkReport> {
  const bytes = randomBytes(totalBytes);
  const [sent, received] = [sha256().update(bytes).digest('hex'), sha256()];
  await using echo = await dialEcho(address, speech);
  const sending = sendPieces(echo, bytes);
  let left = totalBytes;
  for await (const part of echo.arrivals()) {
    received.update(part);
    left -= part.length;
    if (left <= 0) break;
  }
  await sending;
  return { sent, received: received.digest('hex') };
}

/** Sends messages to an echo at `host:port`, 16 of them at a time. */
export async function echoMessages(
  address: string,
  speech: KcpSpeech,
  messages: readonly Uint8Array[],
): Promise<MessageReport> {
  await using echo = await dialEcho(address, speech);
  const send = (message: Uint8Array | undefined) =>
    message && echo.connection.send(Uint8Array.from(message));
  for (const message of messages.slice(0, IN_FLIGHT)) send(message);
  let [answered, failures] = [0, 0];
  for await (const message of echo.arrivals()) {
    if (Buffer.compare(message, messages[answered]!) !== 0) failures += 1;
    answered += 1;
    if (answered === messages.length) break;
    send(messages[answered + IN_FLIGHT - 1]);
  }
  return { messages: answered, failures };
}

interface EchoClient extends AsyncDisposable {
  readonly connection: Connection;
  /** What comes back, until the session ends. */
  arrivals(): AsyncIterable<Uint8Array>;
  drained(): Promise<unknown>;
}

async function dialEcho(address: string, speech: KcpSpeech): Promise<EchoClient> {
  const events = new EventEmitter();
  const connection = await kcp(optionsOf(speech)).dial(`kcp://${address}`, () => ({
    onData: (bytes) => events.emit('data', bytes),
    onDrain: () => events.emit('drain'),
    onClose: (error) => events.emit('close', error),
  }));
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const received = on(events, 'data', { signal, close: ['close'] });
  return {
    connection,
    async *arrivals() {
      for await (const [bytes] of received) yield bytes as Uint8Array;
    },
    drained: () => once(events, 'drain', { signal }),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}

async function sendPieces(echo: EchoClient, bytes: Uint8Array): Promise<void> {
  let size = 1;
  for (let at = 0; at < bytes.length; at += size) {
    size = (size % PIECE_BYTES) + 1;
    // The connection owns what it is given.
    if (!echo.connection.send(Uint8Array.from(bytes.subarray(at, at + size)))) await echo.drained();
  }
}

function sha256() {
  return createHash('sha256');
}

const IN_FLIGHT = 16;
const PIECE_BYTES = 4000;
const TIMEOUT_MS = 90_000;
