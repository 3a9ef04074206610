import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { closeError, statusOf } from '../src/close-status.ts';

describe('statusOf', () => {
  it.each([
    ['NORMAL', 1000],
    ['GOING_AWAY', 1001],
    ['BAD_PACKET', 1002],
    ['FRAME_LENGTH_MISMATCH', 1002],
    ['FRAME_TOO_LARGE', 1009],
    ['TOO_MANY_ERRORS', 1008],
    ['HANDSHAKE_TIMEOUT', 4010],
    ['AUTH_FAILED', 4011],
    ['HEARTBEAT_TIMEOUT', 4020],
    ['SLOW_CONSUMER', 4022],
    ['CANCEL_FLOOD', 4024],
    ['TOO_MANY_SESSIONS', 1013],
    ['OVERLOADED', 1013],
    ['INTERNAL_ERROR', 1011],
  ])('says %s as %i, with its name', (code, status) => {
    expect(statusOf(new NetError(code, 'secret text'))).toEqual({ status, reason: code });
  });

  it('does not tell the peer of errors that are not about it', () => {
    expect(statusOf(undefined)).toBeUndefined();
    expect(statusOf(new Error('bug'))).toBeUndefined();
    expect(statusOf(new NetError('CONNECTION_LOST', ''))).toBeUndefined();
    expect(statusOf(new NetError('MY_OWN', ''))).toBeUndefined();
  });

  it('sends only what a page may send from a browser', () => {
    expect(statusOf(new NetError('OVERLOADED', ''), true)?.status).toBe(4027);
    expect(statusOf(new NetError('GOING_AWAY', ''), true)?.status).toBe(4001);
    expect(statusOf(new NetError('NORMAL', ''), true)?.status).toBe(1000);
  });
});

describe('closeError', () => {
  it.each([
    [1001, '', 'GOING_AWAY'],
    [1002, '', 'BAD_PACKET'],
    [1002, 'VERSION_UNSUPPORTED', 'VERSION_UNSUPPORTED'],
    [1003, '', 'UNSUPPORTED'],
    [1006, '', 'CONNECTION_LOST'],
    [1007, '', 'BAD_PACKET'],
    [1008, '', 'TOO_MANY_ERRORS'],
    [1009, '', 'FRAME_TOO_LARGE'],
    [1011, '', 'INTERNAL_ERROR'],
    [1012, '', 'GOING_AWAY'],
    [1013, '', 'OVERLOADED'],
    [1013, 'TOO_MANY_SESSIONS', 'TOO_MANY_SESSIONS'],
    [4001, '', 'GOING_AWAY'],
    [4002, 'FRAME_TIMEOUT', 'FRAME_TIMEOUT'],
    [4022, 'SLOW_CONSUMER', 'SLOW_CONSUMER'],
    [4025, '', 'TOO_MANY_SESSIONS'],
    [4777, '', 'CONNECTION_LOST'],
    [3000, '', 'CONNECTION_LOST'],
  ])('reads %i %s as %s', (status, reason, code) => {
    expect(closeError(status, reason, 'ws://a')).toMatchObject({ code });
  });

  it.each([1000, 1005, 4000])('reads %i as an orderly close', (status) => {
    expect(closeError(status, '', 'ws://a')).toBeUndefined();
  });

  it('believes no reason that does not fit the status', () => {
    expect(closeError(1002, 'KICKED', 'ws://a')).toMatchObject({ code: 'BAD_PACKET' });
    expect(closeError(1006, '__proto__', 'ws://a')).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(closeError(1011, 'NORMAL', 'ws://a')).toMatchObject({ code: 'INTERNAL_ERROR' });
  });

  it('repeats nothing that the peer wrote', () => {
    expect(closeError(4777, 'evil\nwords', 'ws://a')?.message).toBe(
      'ws://a closed the connection with status 4777',
    );
  });

  it('reads back each code that statusOf says, on either platform', () => {
    for (const code of ['KICKED', 'RATE_LIMITED', 'OVERLOADED', 'FRAME_TIMEOUT', 'BAD_PACKET']) {
      for (const isBrowser of [false, true]) {
        const sent = statusOf(new NetError(code, ''), isBrowser);
        expect(closeError(sent?.status ?? 0, sent?.reason ?? '', 'ws://a')).toMatchObject({ code });
      }
    }
  });
});
