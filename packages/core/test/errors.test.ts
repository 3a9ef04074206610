import { describe, expect, it } from '@jest/globals';
import * as errors from '../src/errors.ts';

const { NetError, ReplyError } = errors;

describe('NetError', () => {
  it('is an Error with a code, a message and a name', () => {
    const error = new NetError('BAD_ADDRESS', 'expected tcp://host:port');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'NetError', code: 'BAD_ADDRESS', executed: 'no' });
    expect(String(error)).toBe('NetError: expected tcp://host:port');
  });

  it('keeps the cause, and has none when none is given', () => {
    const cause = new Error('deeper');
    expect(new NetError('CONNECT_FAILED', 'text', { cause }).cause).toBe(cause);
    expect('cause' in new NetError('CONNECT_FAILED', 'text')).toBe(false);
    expect('cause' in new NetError('CONNECT_FAILED', 'text', { executed: 'maybe' })).toBe(false);
  });

  it('says whether the far handler ran', () => {
    expect(new NetError('CONNECTION_LOST', 'text', { executed: 'maybe' }).executed).toBe('maybe');
  });

  it('knows what its code stands for', () => {
    const { kind, retryable, closeCode } = new NetError('OVERLOADED', 'text');
    expect({ kind, retryable, closeCode }).toEqual({
      kind: 'overload',
      retryable: true,
      closeCode: 27,
    });
  });

  it('takes any code of an application', () => {
    const { kind, retryable, closeCode } = new NetError('NO_SUCH_ROOM', 'text');
    expect({ kind, retryable, closeCode }).toEqual({
      kind: 'remote',
      retryable: false,
      closeCode: undefined,
    });
  });

  it('is told from other values by instanceof', () => {
    for (const value of [null, undefined, 'NetError', 7, {}, new Error('text'), () => {}]) {
      expect(value instanceof NetError).toBe(false);
    }
  });

  it('recognises the errors of a second copy of the package', async () => {
    const copy = await importCopy();
    expect(copy.NetError).not.toBe(NetError);
    expect(new copy.NetError('NORMAL', 'text') instanceof NetError).toBe(true);
    expect(new copy.ReplyError('NORMAL', 'text') instanceof NetError).toBe(true);
    expect(new NetError('NORMAL', 'text') instanceof copy.NetError).toBe(true);
  });

  it('keeps its subclasses apart', () => {
    class OwnError extends NetError {}
    expect(new OwnError('NORMAL', 'text') instanceof NetError).toBe(true);
    expect(new OwnError('NORMAL', 'text') instanceof OwnError).toBe(true);
    expect(new NetError('NORMAL', 'text') instanceof OwnError).toBe(false);
    expect(new NetError('NORMAL', 'text') instanceof ReplyError).toBe(false);
  });
});

describe('ReplyError', () => {
  it('is a NetError with data, of a handler that ran', () => {
    const error = new ReplyError('NO_SUCH_ROOM', 'there is no such room', { room: 7 });
    expect(error).toBeInstanceOf(NetError);
    expect(error).toMatchObject({ name: 'ReplyError', executed: 'yes', data: { room: 7 } });
  });

  it('takes the word of whoever knows that the handler did not run', () => {
    const error = new ReplyError('OVERLOADED', 'text', undefined, { executed: 'no' });
    expect(error.executed).toBe('no');
  });
});

/** A query makes it another module to the loader: what a second installed version would be. */
async function importCopy(): Promise<typeof errors> {
  const specifier: string = '../src/errors.ts?copy';
  return import(specifier);
}
