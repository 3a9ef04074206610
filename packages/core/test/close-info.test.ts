import { describe, expect, it } from '@jest/globals';
import { closedError, closeInfo } from '../src/close-info.ts';
import { NetError } from '../src/errors.ts';

describe('closeInfo', () => {
  it('calls an end without an error NORMAL, and says who wished it', () => {
    expect(closeInfo('local', undefined)).toEqual({
      code: 'NORMAL',
      reason: 'the session was closed',
      initiator: 'local',
    });
    expect(closeInfo('remote', undefined).reason).toBe('the peer closed the session');
    expect(closeInfo('transport', undefined).reason).toBe('the connection ended');
  });

  it('keeps the code of a NetError, and the error', () => {
    const error = new NetError('FRAME_TOO_LARGE', 'a frame of 9 bytes is over the limit of 8');
    expect(closeInfo('local', error)).toEqual({
      code: 'FRAME_TOO_LARGE',
      reason: 'a frame of 9 bytes is over the limit of 8',
      initiator: 'local',
      error,
    });
  });

  it('gives another error the code that fits who ended it', () => {
    const error = new Error('reset');
    expect(closeInfo('local', error).code).toBe('SESSION_CLOSED');
    expect(closeInfo('remote', error).code).toBe('CONNECTION_LOST');
    expect(closeInfo('transport', error)).toMatchObject({ code: 'CONNECTION_LOST', error });
  });
});

describe('closedError', () => {
  it('is SESSION_CLOSED after an orderly end from here', () => {
    expect(closedError(closeInfo('local', undefined)).code).toBe('SESSION_CLOSED');
  });

  it('is CONNECTION_LOST after an orderly end from elsewhere', () => {
    expect(closedError(closeInfo('remote', undefined)).code).toBe('CONNECTION_LOST');
    expect(closedError(closeInfo('transport', undefined)).code).toBe('CONNECTION_LOST');
  });

  it('has the code of the error that ended the session, which is its cause', () => {
    const cause = new NetError('SLOW_CONSUMER', 'the peer took nothing for 10 ms');
    const error = closedError(closeInfo('local', cause));
    expect(error).toMatchObject({ code: 'SLOW_CONSUMER', message: cause.message, cause });
    expect(error).not.toBe(cause);
  });
});
