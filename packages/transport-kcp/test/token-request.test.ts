import { describe, expect, it } from '@jest/globals';
import { readOpen, writeAnswer } from '../src/token-handshake.ts';
import { TokenRequest } from '../src/token-request.ts';

const nonce = new Uint8Array(8).fill(1);
const cookie = new Uint8Array(16).fill(2);
const token = new Uint8Array(8).fill(3);

describe('TokenRequest', () => {
  it('asks without a cookie, then with the one it was given', () => {
    const request = new TokenRequest(7, nonce);
    expect(readOpen(request.question())).toEqual({ nonce, cookie: new Uint8Array(16), conv: 7 });
    expect(request.read(writeAnswer(nonce, { kind: 'retry', cookie }))).toBe(true);
    expect(readOpen(request.question())?.cookie).toEqual(cookie);
  });

  it('has its token once it was accepted', () => {
    const request = new TokenRequest(7, nonce);
    expect(request.read(writeAnswer(nonce, { kind: 'accept', token }))).toBe(false);
    expect(request.token).toEqual(token);
  });

  it('takes no answer that is for another', () => {
    const request = new TokenRequest(7, nonce);
    expect(request.read(writeAnswer(token, { kind: 'accept', token }))).toBe(false);
    expect(request.read(new Uint8Array(0))).toBe(false);
    expect(request.token).toBeUndefined();
  });
});
