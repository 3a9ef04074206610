import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { Cookies } from '../src/cookies.ts';
import type { OpenRequest } from '../src/token-handshake.ts';

const PEER = { address: '10.0.0.1', port: 7 };
const ASKED: OpenRequest = { nonce: new Uint8Array(8), cookie: new Uint8Array(16), conv: 1 };

function cookies(): Cookies {
  const random = seededRandom(1);
  return new Cookies((count) => random.bytes(count));
}

describe('Cookies', () => {
  it('are good for at least 7.5 and at most 15 seconds', () => {
    const jar = cookies();
    const request = { ...ASKED, cookie: jar.issue(PEER, ASKED, 7400) };
    const validity = [7400, 14_999, 15_000].map((nowMs) => jar.isValid(PEER, request, nowMs));
    expect(validity).toEqual([true, true, false]);
  });

  it('are for one address, port, nonce and conversation', () => {
    const jar = cookies();
    const request = { ...ASKED, cookie: jar.issue(PEER, ASKED, 0) };
    expect(jar.isValid({ ...PEER, port: 8 }, request, 0)).toBe(false);
    expect(jar.isValid({ ...PEER, address: '10.0.0.2' }, request, 0)).toBe(false);
    expect(jar.isValid(PEER, { ...request, conv: 2 }, 0)).toBe(false);
    expect(jar.isValid(PEER, { ...request, nonce: new Uint8Array(8).fill(1) }, 0)).toBe(false);
    expect(jar.isValid(PEER, ASKED, 0)).toBe(false);
  });

  it('outlive the change of the secret', () => {
    const jar = cookies();
    jar.issue(PEER, ASKED, 0);
    const request = { ...ASKED, cookie: jar.issue(PEER, ASKED, 119_999) };
    expect(jar.isValid(PEER, request, 120_001)).toBe(true);
    const late = { ...ASKED, cookie: jar.issue(PEER, ASKED, 120_001) };
    expect(jar.isValid(PEER, late, 130_000)).toBe(true);
  });
});
