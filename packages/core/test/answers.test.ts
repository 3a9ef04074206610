import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { Answers } from '../src/answers.ts';
import { ByteWriter } from '../src/byte-writer.ts';
import type { Codec } from '../src/codec.ts';
import { Message, MessageKind, NetError, ReplyError } from '../src/index.ts';
import type { MessageHeader } from '../src/extend.ts';
import { newStats } from '../src/stats.ts';
import { text, textOf } from './support/wire.ts';

describe('Answers', () => {
  it('answers a request with its type and id', () => {
    const { answers, written } = subject();
    answers.onResult(request, 'hi', text);
    expect(written).toEqual([{ ...headerOf(MessageKind.Response), body: 'hi' }]);
  });

  it('answers nothing to a push, to a cancelled request, and where there is no reply', () => {
    const { answers, written } = subject();
    answers.onResult(push, 'hi', text);
    answers.onResult(request, 'hi', undefined);
    answers.onResult(cancelled(), 'hi', text);
    answers.onError(push, new ReplyError('NO', 'no'));
    answers.onError(cancelled(), new ReplyError('NO', 'no'));
    answers.onRefused(push, 'GOING_AWAY', 'closing');
    expect(written).toEqual([]);
  });

  it('passes a ReplyError on as it was thrown', () => {
    const { answers, written, lines, stats } = subject();
    answers.onError(request, new ReplyError('NO_MONEY', 'come back', { missing: 3 }));
    expect(written).toMatchObject([
      {
        ...headerOf(MessageKind.Failure),
        body: '{"code":"NO_MONEY","message":"come back","data":{"missing":3}}',
      },
    ]);
    expect([lines, stats]).toMatchObject([[], { handlerErrors: 0, softErrors: 0 }]);
  });

  it("tells the log, and not the peer, of a handler's error", () => {
    const { answers, written, lines, stats } = subject();
    const error = new Error('secret');
    answers.onError(request, error);
    expect(written).toMatchObject([
      { argument: 1, body: '{"code":"HANDLER_ERROR","message":"the handler failed"}' },
    ]);
    expect(lines).toEqual([{ level: 'error', fields: { type: 7, error } }]);
    expect(stats).toMatchObject({ handlerErrors: 1, softErrors: 0 });
  });

  it('counts a handler that took too long among those that failed', () => {
    const { answers, written, stats } = subject();
    answers.onError(request, new NetError('HANDLER_TIMEOUT', 'too long'));
    expect(written).toMatchObject([{ argument: 2 }]);
    expect(stats).toMatchObject({ handlerErrors: 1 });
  });

  it('refuses with the code and text that it is given', () => {
    const { answers, written, stats } = subject();
    answers.onRefused(request, 'GOING_AWAY', 'closing');
    expect(written).toMatchObject([
      { argument: 6, body: '{"code":"GOING_AWAY","message":"closing"}' },
    ]);
    answers.onRefused(push, 'GOING_AWAY', 'closing');
    expect(stats.dropped).toBe(2);
  });

  it('sends no failure in a format that has none', () => {
    const { answers, written, stats } = subject({ hasControl: false });
    answers.onError(request, new Error('secret'));
    answers.onRefused(request, 'GOING_AWAY', 'closing');
    answers.onResult(request, 'hi', text);
    expect(written).toMatchObject([{ kind: MessageKind.Response }]);
    expect(stats).toMatchObject({ handlerErrors: 1, dropped: 1 });
  });

  it('tells in fewer words what does not fit', () => {
    const { answers, written, lines } = subject({ maxBytes: 60 });
    answers.onError(request, new ReplyError('LONG', 'x'.repeat(100)));
    expect(written).toMatchObject([
      { argument: 1, body: '{"code":"HANDLER_ERROR","message":"the handler failed"}' },
    ]);
    expect(lines).toMatchObject([{ level: 'error', fields: { type: 7 } }]);
  });

  it('survives a connection that takes no failure at all', () => {
    const { answers, written, lines } = subject({ maxBytes: 1 });
    answers.onError(request, new ReplyError('LONG', 'x'));
    expect(written).toEqual([]);
    expect(lines).toHaveLength(2);
  });

  it('throws what a reply cannot be encoded with', () => {
    const { answers } = subject({ maxBytes: 1 });
    expect(() => answers.onResult(request, 'hi', text)).toThrow('too large');
  });

  it('says nothing once it is stopped', () => {
    const { answers, written } = subject();
    answers.stop();
    answers.onResult(request, 'hi', text);
    answers.onError(request, new ReplyError('NO', 'no'));
    answers.onRefused(request, 'GOING_AWAY', 'closing');
    expect(written).toEqual([]);
  });
});

describe('Answers to bad messages', () => {
  it('counts them, and reports one too many in a minute', () => {
    const { answers, tooMany, stats, lines } = subject({ maxSoftErrors: 2 });
    const bad = new NetError('BAD_MESSAGE', 'what is this');
    for (let count = 0; count < 2; count++) answers.onError(push, bad);
    expect(tooMany).toEqual([]);
    answers.onError(request, bad);
    expect(tooMany).toMatchObject([
      { code: 'TOO_MANY_ERRORS', message: 'more than 2 bad messages in a minute', cause: bad },
    ]);
    expect(stats).toMatchObject({ softErrors: 3, handlerErrors: 0 });
    expect(lines.map(({ level }) => level)).toEqual(['debug', 'debug', 'debug']);
  });

  it('begins to count anew after a minute', () => {
    const { answers, tooMany, clock } = subject({ maxSoftErrors: 2 });
    for (let count = 0; count < 6; count++) {
      answers.onError(push, new NetError('UNKNOWN_COMMAND', 'what is this'));
      clock.advance(30_000);
    }
    expect(tooMany).toEqual([]);
  });

  it('answers a request that is one all the same', () => {
    const { answers, written } = subject();
    answers.onError(request, new NetError('UNKNOWN_COMMAND', 'no handler for 7'));
    expect(written).toMatchObject([
      { argument: 3, body: expect.stringContaining('"code":"UNKNOWN_COMMAND"') },
    ]);
  });

  it('does not take a refusal on purpose for a bad message', () => {
    const { answers, tooMany } = subject({ maxSoftErrors: 1 });
    for (let count = 0; count < 5; count++) answers.onError(push, new ReplyError('NO', 'no'));
    expect(tooMany).toEqual([]);
  });
});

const request = new Message(MessageKind.Request, 7, 5, new Uint8Array(0));
const push = new Message(MessageKind.Push, 7, 0, new Uint8Array(0));

function cancelled(): Message {
  const message = new Message(MessageKind.Request, 7, 5, new Uint8Array(0));
  message.cancel(new Error('gone'));
  return message;
}

function headerOf(kind: MessageKind): Partial<MessageHeader> {
  return { kind, type: 7, id: 5, argument: 0 };
}

interface SubjectOptions {
  readonly hasControl?: boolean;
  readonly maxSoftErrors?: number;
  readonly maxBytes?: number;
}

function subject(options: SubjectOptions = {}) {
  const { hasControl = true, maxSoftErrors = 10, maxBytes = Infinity } = options;
  const clock = new VirtualClock(1000);
  const stats = newStats();
  const written: object[] = [];
  const lines: { readonly level: string; readonly fields: object }[] = [];
  const tooMany: NetError[] = [];
  const outbox = {
    write<T>({ kind, type, id, argument }: MessageHeader, codec: Codec<T>, value: T): boolean {
      const out = new ByteWriter();
      codec.encode(value, out);
      if (out.length > maxBytes) throw new NetError('MESSAGE_TOO_LARGE', 'too large');
      written.push({ kind, type, id, argument, body: textOf(out.takeCopy()) });
      return true;
    },
  };
  const context = { clock, stats, bounds: { maxSoftErrors } };
  const answers = new Answers({ outbox, hasControl }, context, {
    onTooManyErrors: (error) => tooMany.push(error),
    line: (level, fields) => lines.push({ level, fields }),
  });
  return { answers, clock, stats, written, lines, tooMany };
}
