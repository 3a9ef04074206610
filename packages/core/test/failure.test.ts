import { describe, expect, it } from '@jest/globals';
import { ByteWriter } from '../src/byte-writer.ts';
import { NetError, ReplyError } from '../src/errors.ts';
import { failureCodec, failureNumber, readFailure, toFailure } from '../src/failure.ts';
import { bytesOf } from './hex.ts';

describe('failureCodec', () => {
  it('writes code, message and data as JSON', () => {
    const error = new ReplyError('NO_SUCH_ROOM', 'there is no such room', { room: 7 });
    expect(encode(error).toString()).toBe(
      '{"code":"NO_SUCH_ROOM","message":"there is no such room","data":{"room":7}}',
    );
  });

  it('leaves out data that is not there', () => {
    expect(encode(new ReplyError('A', 'b')).toString()).toBe('{"code":"A","message":"b"}');
  });

  it('reads what it wrote', () => {
    const error = failureCodec.decode(encode(new ReplyError('NO_ROOM', 'no', [1, { a: null }])));
    expect(error).toBeInstanceOf(ReplyError);
    expect(error).toMatchObject({ code: 'NO_ROOM', message: 'no', data: [1, { a: null }] });
  });

  it('writes HANDLER_ERROR for a code that is none', () => {
    for (const code of ['', 'no_room', '7UP', 'A B', 'A'.repeat(65), 'A\n', '__proto__']) {
      expect(encode(new ReplyError(code, 'text')).toString()).toContain('"code":"HANDLER_ERROR"');
    }
  });

  it('writes a code of 64 characters as it is', () => {
    const code = 'A'.repeat(64);
    expect(readFailure(encode(new ReplyError(code, 'text'))).code).toBe(code);
  });

  it('cuts a long message and takes control characters out of it', () => {
    const { message } = readFailure(
      encode(new ReplyError('A', `\u001b[31m\r\n${'x'.repeat(2000)}`)),
    );
    expect(message).toHaveLength(1000);
    expect(message.startsWith(' [31m  xxx')).toBe(true);
  });

  it('drops data that makes the report too long, and keeps the rest', () => {
    const error = new ReplyError('TOO_BIG', 'text', 'x'.repeat(17 * 1024));
    expect(encode(error).toString()).toBe('{"code":"TOO_BIG","message":"text"}');
  });

  it('drops data that no reader would take, and keeps the rest', () => {
    const error = new ReplyError(
      'TOO_DEEP',
      'text',
      Array.from({ length: 1000 }, () => []),
    );
    expect(encode(error).toString()).toBe('{"code":"TOO_DEEP","message":"text"}');
  });
});

describe('readFailure', () => {
  it('makes an error of an empty body', () => {
    expect(readFailure(bytesOf(''))).toMatchObject({
      code: 'HANDLER_ERROR',
      message: 'the peer reports an error',
      data: undefined,
    });
  });

  it('makes an error of a report that was cut anywhere', () => {
    const bytes = encode(new ReplyError('NO_ROOM', 'ü', { a: 1 }));
    for (let end = 0; end < bytes.length; end += 1) {
      expect(readFailure(bytes.subarray(0, end)).code).toBe('HANDLER_ERROR');
    }
  });

  it('makes an error of JSON that is no report', () => {
    for (const text of ['null', '7', '"A"', '[]', '[["code","A"]]', '{"code":7,"message":8}']) {
      expect(readFailure(Buffer.from(text))).toMatchObject({
        code: 'HANDLER_ERROR',
        message: 'the peer reports an error',
      });
    }
  });

  it('makes an error of bytes that are no UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('{"code":"A","message":"'),
      bytesOf('ff'),
      Buffer.from('"}'),
    ]);
    expect(readFailure(body).code).toBe('HANDLER_ERROR');
  });

  it('takes no code that is not in capitals', () => {
    expect(readFailure(Buffer.from('{"code":"a\\u0000b"}')).code).toBe('HANDLER_ERROR');
    expect(readFailure(Buffer.from('{"code":"__proto__"}')).code).toBe('HANDLER_ERROR');
  });

  it('takes control characters out of a message and cuts it', () => {
    const text = JSON.stringify({ code: 'A', message: `a\u0000\u0085\n${'b'.repeat(5000)}` });
    const { message } = readFailure(Buffer.from(text));
    expect(message.startsWith('a   bbb')).toBe(true);
    expect(message).toHaveLength(1000);
  });

  it('drops keys that could pollute a prototype', () => {
    const text =
      '{"code":"A","data":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"y":2}}';
    const { data } = readFailure(Buffer.from(text));
    expect(JSON.stringify(data)).toBe('{"y":2}');
    expect(Object.assign({}, data)).not.toHaveProperty('x');
  });

  it('reads nothing that nests deep, or is over 48 KiB', () => {
    const deep = `{"code":"A","data":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(readFailure(Buffer.from(deep)).code).toBe('HANDLER_ERROR');
    const long = JSON.stringify({ code: 'A', message: 'x'.repeat(48 * 1024) });
    expect(readFailure(Buffer.from(long)).code).toBe('HANDLER_ERROR');
  });

  it('knows of its own codes whether the handler ran', () => {
    expect(executedOf('UNKNOWN_COMMAND')).toBe('no');
    expect(executedOf('BAD_MESSAGE')).toBe('no');
    expect(executedOf('TOO_MANY_REQUESTS')).toBe('no');
    expect(executedOf('GOING_AWAY')).toBe('no');
    expect(executedOf('OVERLOADED')).toBe('no');
    expect(executedOf('HANDLER_TIMEOUT')).toBe('maybe');
    expect(executedOf('HANDLER_ERROR')).toBe('yes');
    expect(executedOf('NO_SUCH_ROOM')).toBe('yes');
  });
});

describe('toFailure', () => {
  it('tells the caller a ReplyError as it was thrown', () => {
    const error = new ReplyError('NO_ROOM', 'no', 7);
    expect(toFailure(error)).toBe(error);
  });

  it('tells nothing of any other error', () => {
    const secrets = [
      new Error('password is 1234'),
      'password is 1234',
      undefined,
      null,
      { code: 'A' },
    ];
    for (const secret of secrets) {
      const { code, message, data } = toFailure(secret);
      expect({ code, message, data }).toEqual({
        code: 'HANDLER_ERROR',
        message: 'the handler failed',
        data: undefined,
      });
    }
  });

  it('tells what this library threw before the handler ran, in words of its own', () => {
    const undecodable = new NetError('BAD_MESSAGE', 'a message of type 7 has the password 1234');
    expect(toFailure(undecodable)).toMatchObject({
      code: 'BAD_MESSAGE',
      message: 'the message cannot be decoded',
    });
    expect(toFailure(new NetError('UNKNOWN_COMMAND', '')).code).toBe('UNKNOWN_COMMAND');
    expect(toFailure(new NetError('HANDLER_TIMEOUT', '')).code).toBe('HANDLER_TIMEOUT');
  });

  it('hides an error of a request that the handler made itself', () => {
    const error = new NetError('BAD_MESSAGE', 'the answer cannot be decoded', { executed: 'yes' });
    expect(toFailure(error).code).toBe('HANDLER_ERROR');
    expect(toFailure(new NetError('CONNECTION_LOST', 'text')).code).toBe('HANDLER_ERROR');
  });
});

describe('failureNumber', () => {
  it('numbers the codes of this library, and no other', () => {
    expect(failureNumber('HANDLER_ERROR')).toBe(1);
    expect(failureNumber('OVERLOADED')).toBe(7);
    expect(failureNumber('NO_SUCH_ROOM')).toBe(0);
    expect(failureNumber('constructor')).toBe(0);
  });
});

function encode(error: ReplyError): Buffer {
  const out = new ByteWriter();
  failureCodec.encode(error, out);
  return Buffer.from(out.take());
}

function executedOf(code: string): string {
  return readFailure(encode(new ReplyError(code, ''))).executed;
}
