import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type Asker, Cookies } from '../src/cookies.ts';
import { hex } from './support/hex.ts';

const ASKER: Asker = { address: '192.0.2.1', port: 4000, idHigh: 7, idLow: -8 };
const TWO_MINUTES = 120_000;

describe('Cookies', () => {
  it('issues 128 bits of an HMAC-SHA256 over epoch, address, port and session', () => {
    const cookies = new Cookies(() => new Uint8Array(32).fill(5));
    const mac = createHmac('sha256', Buffer.alloc(32, 5)).update('2 192.0.2.1 4000 7 -8');
    expect(hex(cookies.issue(ASKER, 15_000))).toBe(mac.digest('hex').slice(0, 32));
  });

  it('takes a cookie back from whom it was issued for', () => {
    const cookies = new Cookies();
    expect(cookies.isValid(cookies.issue(ASKER, 100), ASKER, 200)).toBe(true);
  });

  it.each<[string, Partial<Asker>]>([
    ['address', { address: '192.0.2.2' }],
    ['port', { port: 4001 }],
    ['session', { idLow: -7 }],
    ['session', { idHigh: 8 }],
  ])('refuses it from another %s', (_, other) => {
    const cookies = new Cookies();
    expect(cookies.isValid(cookies.issue(ASKER, 0), { ...ASKER, ...other }, 0)).toBe(false);
  });

  it('refuses what was never issued: nothing, a part, and one with any bit flipped', () => {
    const cookies = new Cookies();
    const cookie = cookies.issue(ASKER, 0);
    expect(cookies.isValid(new Uint8Array(0), ASKER, 0)).toBe(false);
    expect(cookies.isValid(cookie.subarray(0, 15), ASKER, 0)).toBe(false);
    for (let bit = 0; bit < 128; bit++) {
      const forged = Uint8Array.from(cookie);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(cookies.isValid(forged, ASKER, 0)).toBe(false);
    }
  });

  it('refuses what another process has issued', () => {
    expect(new Cookies().isValid(new Cookies().issue(ASKER, 0), ASKER, 0)).toBe(false);
  });

  it('takes a cookie for 7.5 s at least and never after 15 s', () => {
    const cookies = new Cookies();
    for (let issuedMs = 0; issuedMs < 2 * TWO_MINUTES; issuedMs += 1250) {
      const cookie = cookies.issue(ASKER, issuedMs);
      expect(cookies.isValid(cookie, ASKER, issuedMs + 7500)).toBe(true);
      expect(cookies.isValid(cookie, ASKER, issuedMs + 15_000)).toBe(false);
    }
  });

  it('takes a new secret every two minutes, and none in between', () => {
    let secrets = 0;
    const cookies = new Cookies(() => new Uint8Array(32).fill((secrets += 1)));
    cookies.issue(ASKER, 0);
    const first = secrets;
    cookies.issue(ASKER, TWO_MINUTES - 1);
    expect(secrets).toBe(first);
    cookies.issue(ASKER, TWO_MINUTES);
    expect(secrets).toBe(first + 1);
  });

  it('takes cookies across a change of the secret, once', () => {
    const cookies = new Cookies();
    const cookie = cookies.issue(ASKER, TWO_MINUTES - 1);
    expect(cookies.isValid(cookie, ASKER, TWO_MINUTES + 7000)).toBe(true);
    expect(cookies.isValid(cookie, ASKER, TWO_MINUTES + 7500)).toBe(false);
  });

  it('uses no secret again after a long silence', () => {
    let secrets = 0;
    const cookies = new Cookies(() => new Uint8Array(32).fill((secrets += 1)));
    cookies.issue(ASKER, 0);
    const before = secrets;
    cookies.issue(ASKER, 50 * TWO_MINUTES);
    expect(secrets).toBe(before + 2);
  });
});
