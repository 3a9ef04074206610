import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import {
  acceptError,
  closeError,
  codeOfReason,
  dialError,
  reasonOfCode,
} from '../src/close-codes.ts';
import type { SessionEnd } from '../src/provider.ts';

const remote = 'quic://127.0.0.1:1';
const byPeer = (isApplication: boolean, code: number): SessionEnd => ({
  by: 'peer',
  isApplication,
  code,
});

describe('codeOfReason', () => {
  it('is the close code of core, or one beyond them', () => {
    expect(codeOfReason(new NetError('SLOW_CONSUMER', ''))).toBe(22);
    expect(codeOfReason(new NetError('CONNECTION_LOST', ''))).toBe(256);
    expect(codeOfReason(new Error('mine'))).toBe(256);
    expect(codeOfReason(undefined)).toBe(256);
  });
});

describe('reasonOfCode', () => {
  it('is the inverse, where the code is one of core', () => {
    const codes = ['GOING_AWAY', 'BAD_PACKET', 'FRAME_TOO_LARGE', 'RATE_LIMITED', 'INTERNAL_ERROR'];
    for (const code of codes) {
      expect(reasonOfCode(codeOfReason(new NetError(code, '')), remote)?.code).toBe(code);
    }
  });

  it('is nothing for an orderly end, and a loss for a code that nobody knows', () => {
    expect(reasonOfCode(0, remote)).toBeUndefined();
    expect(reasonOfCode(256, remote)).toMatchObject({ code: 'CONNECTION_LOST' });
    expect(reasonOfCode(2 ** 53, remote)).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('closeError', () => {
  it('is nothing when an application said 0, or QUIC that there is no error', () => {
    expect(closeError(byPeer(true, 0), remote)).toBeUndefined();
    expect(closeError(byPeer(false, 0), remote)).toBeUndefined();
    expect(closeError({ by: 'local', isApplication: true, code: 22 }, remote)).toBeUndefined();
  });

  it('tells a broken rule of QUIC from one of TLS', () => {
    expect(closeError(byPeer(false, 10), remote)).toMatchObject({
      code: 'CONNECTION_LOST',
      message: `the connection to ${remote} broke: ${remote} said QUIC error 0xa`,
    });
    expect(closeError(byPeer(false, 0x174), remote)?.code).toBe('TLS_ERROR');
  });

  it('keeps what the system said when the peer fell silent', () => {
    const cause = new Error('ENETUNREACH');
    const error = closeError({ by: 'network', isApplication: false, code: 0, cause }, remote);
    expect(error).toMatchObject({ code: 'CONNECTION_LOST', cause });
  });
});

describe('dialError', () => {
  it.each([
    ['CONNECT_TIMEOUT', { by: 'network', isApplication: false, code: 0 }],
    ['TLS_ERROR', { by: 'local', isApplication: false, code: 0x130 }],
    ['CONNECTION_REFUSED', { by: 'peer', isApplication: false, code: 2 }],
    ['CONNECT_FAILED', { by: 'peer', isApplication: false, code: 1 }],
    ['CONNECT_FAILED', { by: 'peer', isApplication: true, code: 0x130 }],
  ] as const)('is %s', (code, end) => {
    expect(dialError(end, remote).code).toBe(code);
  });

  it('is the cause when there is one of ours', () => {
    const cause = new NetError('CONNECTION_REFUSED', 'nobody listens');
    expect(dialError({ by: 'network', isApplication: false, code: 0, cause }, remote)).toBe(cause);
  });
});

describe('acceptError', () => {
  it('is the cause when there is one of ours, and otherwise says what the client did', () => {
    const cause = new NetError('TOO_MANY_SESSIONS', 'full');
    expect(acceptError({ by: 'local', isApplication: false, code: 0, cause })).toBe(cause);
    expect(acceptError(byPeer(false, 0x130)).code).toBe('TLS_ERROR');
    expect(acceptError(byPeer(true, 0)).code).toBe('CONNECTION_LOST');
  });
});
