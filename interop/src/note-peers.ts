import { EventEmitter, on } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { connect, message, type MessageType, Router, serve, type Stack } from '@net/core';
import { gonet } from '@net/packet';
import { deriveKey, kcp } from '@net/transport-kcp';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { answerTo, type Note, question } from './note.ts';
import { type CodecName, noteCodec } from './note-codecs.ts';
import type { ServerProgram } from './program.ts';

/** What both peers speak. */
export interface NoteSettings {
  readonly transport: 'kcp' | 'tcp' | 'udp' | 'ws';
  readonly codec: CodecName;
}

/** What a client says of its questions. */
export interface NoteReport {
  readonly messages: number;
  /** Answers that were wrong, or out of order. */
  readonly failures: number;
}

/** Answers the questions of peers on gonet. */
export async function startNoteServer({ transport, codec }: NoteSettings): Promise<ServerProgram> {
  const { Question, Answer } = messagesOf(codec);
  const router = new Router().handle(Question, (note, session) => {
    session.send(Answer, answerTo(note));
  });
  const server = await serve(urlOf(transport, '127.0.0.1:0'), stackWith(router));
  const { host } = new URL(server.address);
  return {
    address: host,
    async [Symbol.asyncDispose]() {
      // A peer on kcp-go does not say that it has left.
      for (const session of server.sessions.values()) session.abort();
      await server.close();
    },
  };
}

/** Asks a server on gonet, at `host:port`, 1,000 questions with texts of these sizes in turn. */
export async function askNotes(
  address: string,
  { transport, codec }: NoteSettings,
  sizes: readonly number[],
): Promise<NoteReport> {
  const { Question, Answer } = messagesOf(codec);
  const answers = new EventEmitter();
  const router = new Router().handle(Answer, (note) => answers.emit('answer', note));
  await using session = await connect(urlOf(transport, address), stackWith(router));
  const arrivals = on(answers, 'answer', { signal: AbortSignal.timeout(ANSWERS_TIMEOUT_MS) });
  const ask = (index: number): Note => question(index, sizes[index % sizes.length] ?? 0);
  for (let index = 0; index < WINDOW; index += 1) session.send(Question, ask(index));
  let [answered, failures] = [0, 0];
  for await (const [answer] of arrivals) {
    if (!isDeepStrictEqual(answer, answerTo(ask(answered)))) failures += 1;
    answered += 1;
    if (answered === QUESTIONS) break;
    const next = answered + WINDOW - 1;
    if (next < QUESTIONS) session.send(Question, ask(next));
  }
  return { messages: answered, failures };
}

function messagesOf(codec: CodecName): Record<'Question' | 'Answer', MessageType<Note>> {
  return { Question: message(101, noteCodec(codec)), Answer: message(102, noteCodec(codec)) };
}

/** A server on gonet names no subprotocol and knows no cookie. Its settings of KCP are fixed. */
function stackWith(router: Router): Stack {
  const key = deriveKey('interop password', 'interop salt');
  const transports = [
    kcp({ crypt: 'aes-256', key, dataShards: 10, parityShards: 3, streamMode: false }),
    tcp(),
    udp({ plain: true }),
    ws({ batch: false }),
  ];
  return { transports, protocol: gonet(), router };
}

function urlOf(transport: NoteSettings['transport'], address: string): string {
  return `${transport}://${address}${transport === 'ws' ? '/center/ws' : ''}`;
}

const QUESTIONS = 1000;
/** Questions that wait for their answer at once. */
const WINDOW = 8;
const ANSWERS_TIMEOUT_MS = 60_000;
