import { describe, expect, it } from '@jest/globals';
import { NetError } from '../src/errors.ts';
import { connectError, errorCodeOf, listenError } from '../src/system-error.ts';

const ADDRESS = 'tcp://a.example:1';

describe('connectError', () => {
  it.each([
    ['ECONNREFUSED', 'CONNECTION_REFUSED', 'nobody listens at tcp://a.example:1'],
    ['ENOTFOUND', 'CONNECT_FAILED', 'cannot connect to tcp://a.example:1: ENOTFOUND'],
  ])('makes of %s a %s', (system, code, message) => {
    const cause = failure(system);
    expect(connectError(ADDRESS, cause)).toMatchObject({ code, message, cause });
  });
});

describe('listenError', () => {
  it.each([
    ['EADDRINUSE', 'ADDRESS_IN_USE', 'is in use: end what listens there, or choose another'],
    ['EACCES', 'LISTEN_FAILED', 'EACCES, this user may not: choose a port from 1024 up'],
    ['EADDRNOTAVAIL', 'LISTEN_FAILED', 'EADDRNOTAVAIL, this machine has no such address'],
    ['ENOTFOUND', 'LISTEN_FAILED', 'ENOTFOUND, the host name is unknown'],
    ['EMFILE', 'LISTEN_FAILED', 'cannot listen at tcp://a.example:1: EMFILE'],
  ])('makes of %s a %s that says what to do', (system, code, text) => {
    const cause = failure(system);
    const message = expect.stringContaining(text);
    expect(listenError(ADDRESS, cause)).toMatchObject({ code, message, cause });
  });
});

describe.each([
  ['connectError', connectError],
  ['listenError', listenError],
])('%s', (_, explain) => {
  it('leaves our own errors, and those that are not from Node, as they are', () => {
    const own = new NetError('CONNECTION_REFUSED', 'full');
    const foreign = new Error('a handler has thrown');
    for (const cause of [own, foreign, 'text', undefined]) {
      expect(explain(ADDRESS, cause)).toBe(cause);
    }
  });
});

describe('errorCodeOf', () => {
  it('falls back to the name of an error, and takes anything', () => {
    expect(errorCodeOf(failure('EPIPE'))).toBe('EPIPE');
    expect(errorCodeOf(new RangeError('far off'))).toBe('RangeError');
    expect(errorCodeOf('text')).toBe('unknown');
    expect(errorCodeOf(undefined)).toBe('unknown');
  });
});

function failure(code: string): Error {
  return Object.assign(new Error('said the system'), { code });
}
