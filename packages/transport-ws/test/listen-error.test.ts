import { describe, expect, it } from '@jest/globals';
import { addressInUse, codeOf, listenError } from '../src/listen-error.ts';

describe('listenError', () => {
  it.each([
    ['EADDRINUSE', 'ADDRESS_IN_USE', 'is in use'],
    ['EACCES', 'LISTEN_FAILED', 'EACCES, this user may not: choose a port from 1024 up'],
    ['EADDRNOTAVAIL', 'LISTEN_FAILED', 'this machine has no such address'],
    ['EMFILE', 'LISTEN_FAILED', 'cannot listen at ws://a:1: EMFILE'],
  ])('makes %s a %s', (code, expected, text) => {
    const cause = Object.assign(new Error('text'), { code });
    const error = listenError('ws://a:1', cause);
    expect(error).toMatchObject({ code: expected, cause });
    expect(error.message).toContain(text);
  });
});

describe('addressInUse', () => {
  it('says what to do', () => {
    expect(addressInUse('ws://a:1/path').message).toBe(
      'ws://a:1/path is in use: end what listens there, or choose another address or path',
    );
  });
});

describe('codeOf', () => {
  it('takes whatever was thrown', () => {
    expect(codeOf(Object.assign(new Error('text'), { code: 'EPIPE' }))).toBe('EPIPE');
    expect(codeOf(new RangeError('text'))).toBe('RangeError');
    expect(codeOf('text')).toBe('unknown');
  });
});
