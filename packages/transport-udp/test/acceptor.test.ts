import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { Kind, writeClose, writeDatagram, writeHello } from '../src/datagram.ts';
import { bytes, hex } from './support/hex.ts';
import { ID, Reception } from './support/reception.ts';

const HELLO = writeHello(ID);
const COOKIE_BYTES = 16;

describe('Acceptor', () => {
  it('answers a hello with a challenge, and keeps nothing', () => {
    const reception = new Reception();
    reception.acceptor().receive(HELLO, '192.0.2.1', 4000);
    expect(reception.answers).toEqual([expect.stringMatching(/^120102030405060708[0-9a-f]{32}$/)]);
    expect(reception.table.size).toBe(0);
    expect(reception.sessions).toEqual([]);
  });

  it('opens a session for whom the cookie was issued for, and says so', () => {
    const reception = new Reception();
    expect(reception.open(reception.acceptor(), '192.0.2.1', 4000)).toBe(true);
    expect(reception.answers.at(-1)).toBe('140102030405060708');
    expect(reception.sessions[0]).toMatchObject({ address: '192.0.2.1', port: 4000, isOpen: true });
    expect(reception.table.size).toBe(1);
  });

  it('opens one session however often the open comes, and accepts each time', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    acceptor.receive(HELLO, '192.0.2.1', 4000);
    const open = writeDatagram(Kind.Open, ID, reception.lastAnswer.subarray(9));
    for (let count = 0; count < 5; count++) acceptor.receive(open, '192.0.2.1', 4000);
    expect(reception.sessions).toHaveLength(1);
    expect(reception.answers.slice(1)).toEqual(Array(5).fill('140102030405060708'));
  });

  it('refuses a cookie that is forged, or too old', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    acceptor.receive(writeDatagram(Kind.Open, ID, new Uint8Array(COOKIE_BYTES)), '192.0.2.1', 4000);
    acceptor.receive(HELLO, '192.0.2.1', 4000);
    reception.clock.advance(15_000);
    const open = writeDatagram(Kind.Open, ID, reception.lastAnswer.subarray(9));
    acceptor.receive(open, '192.0.2.1', 4000);
    expect(reception.stats.badCookie).toBe(2);
    expect(reception.sessions).toEqual([]);
    expect(reception.answers).toHaveLength(1);
  });

  it('refuses a cookie from another address or port than it was sent to', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    acceptor.receive(HELLO, '192.0.2.1', 4000);
    const open = writeDatagram(Kind.Open, ID, reception.lastAnswer.subarray(9));
    acceptor.receive(open, '192.0.2.2', 4000);
    acceptor.receive(open, '192.0.2.1', 4001);
    expect(reception.stats.badCookie).toBe(2);
    expect(reception.table.size).toBe(0);
  });

  it('lets a peer begin anew from the same port, and ends its old session', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    reception.open(acceptor, '192.0.2.1', 4000);
    expect(reception.open(acceptor, '192.0.2.1', 4000, { idHigh: 9, idLow: 9 })).toBe(true);
    expect(reception.sessions.map(({ isReplaced }) => isReplaced)).toEqual([true, false]);
    expect(reception.table.size).toBe(1);
  });

  it('feeds a session what is about it, and hears that its peer lives', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    reception.open(acceptor, '192.0.2.1', 4000);
    reception.table.tick();
    acceptor.receive(bytes('15 0102030405060708 c0ffee'), '192.0.2.1', 4000);
    acceptor.receive(bytes('16 0102030405060708'), '192.0.2.1', 4000);
    acceptor.receive(bytes('18 0102030405060708 0000'), '192.0.2.1', 4000);
    expect(reception.sessions[0]?.received).toEqual([
      '15:150102030405060708c0ffee',
      '16:160102030405060708',
      '18:1801020304050607080000',
    ]);
    expect(reception.sessions[0]?.ticksSinceHeard).toBe(0);
  });

  it('drops what is about no session, or about another one of the same address', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    acceptor.receive(bytes('15 0102030405060708 c0ffee'), '192.0.2.1', 4000);
    reception.open(acceptor, '192.0.2.1', 4000);
    acceptor.receive(bytes('15 0102030405060709 c0ffee'), '192.0.2.1', 4000);
    acceptor.receive(bytes('18 0102030405060709 0000'), '192.0.2.1', 4000);
    expect(reception.stats.unknownSession).toBe(3);
    expect(reception.sessions[0]?.received).toEqual([]);
  });

  it('drops what is cut, empty, foreign or from port 0, and answers none of it', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    for (let length = 0; length < HELLO.length; length++) {
      acceptor.receive(HELLO.subarray(0, length), '192.0.2.1', 4000);
    }
    acceptor.receive(bytes('47455420 2f20'), '192.0.2.1', 4000);
    acceptor.receive(HELLO, '192.0.2.1', 0);
    expect(reception.stats.malformed).toBe(HELLO.length + 2);
    expect(reception.answers).toEqual([]);
  });

  it('stays as it is, whatever noise comes', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    const random = seededRandom(19);
    reception.open(acceptor, '192.0.2.1', 4000);
    for (let count = 0; count < 20_000; count++) {
      const noise = random.bytes(random.below(40));
      noise[0] = 0x10 + random.below(10);
      acceptor.receive(noise, `10.0.0.${random.below(256)}`, random.below(65_536));
    }
    expect(reception.sessions).toHaveLength(1);
    expect(reception.sessions[0]?.received).toEqual([]);
  });

  it('neither feeds nor closes nor opens a session by 100,000 guesses from elsewhere', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    const random = seededRandom(20);
    reception.open(acceptor, '192.0.2.1', 4000);
    const datagram = Buffer.alloc(25);
    for (let count = 0; count < 200_000; count++) {
      for (let at = 1; at < 9; at += 4) datagram.writeUInt32BE(random.below(2 ** 32), at);
      // Half of them from the session's own address, by someone who can forge that.
      const address = (count & 8) === 0 ? '192.0.2.66' : '192.0.2.1';
      acceptor.receive(guess(datagram, count), address, 4000);
    }
    expect(reception.sessions).toHaveLength(1);
    expect(reception.sessions[0]).toMatchObject({ received: [], isReplaced: false });
    expect(reception.table.size).toBe(1);
  });

  it('sends no more bytes and datagrams than it has received before a cookie comes back', () => {
    const reception = new Reception({ maxSessions: 1 });
    const acceptor = reception.acceptor();
    const random = seededRandom(21);
    let receivedBytes = 0;
    let most = 0;
    for (let count = 1; count <= 20_000; count++) {
      // Halfway it is full, and refuses.
      if (count === 10_000) reception.admission.enter('192.0.2.99', 0);
      const datagram = guess(random.bytes(count % 3 === 0 ? random.below(60) : 25), count);
      receivedBytes += datagram.length;
      acceptor.receive(datagram, '192.0.2.1', 4000);
      most = Math.max(most, reception.answeredBytes / receivedBytes, reception.answerCount / count);
    }
    expect(most).toBeLessThanOrEqual(1);
    expect(reception.answerCount).toBeGreaterThan(1000);
  });

  it('takes no memory for 100,000 hellos, each from an address of its own', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    for (let count = 0; count < 100_000; count++) {
      const address = `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`;
      acceptor.receive(HELLO, address, 1 + (count % 60_000));
      if (count % 100 === 0) reception.clock.advance(10);
    }
    expect(reception.answerCount).toBe(100_000);
    expect(reception.answeredBytes).toBe(100_000 * HELLO.length);
    expect(reception.table.size).toBe(0);
    expect(reception.admission.addresses).toBe(0);
    expect(reception.sessions).toEqual([]);
    expect(reception.open(acceptor, '192.0.2.1', 4000)).toBe(true);
  });
});

describe('Acceptor at its limits', () => {
  it('refuses a hello at once when it is full, with TOO_MANY_SESSIONS', () => {
    const reception = new Reception({ maxSessions: 1 });
    const acceptor = reception.acceptor();
    reception.open(acceptor, '192.0.2.1', 4000);
    acceptor.receive(HELLO, '192.0.2.2', 4000);
    expect(reception.answers.at(-1)).toBe(hex(writeClose(ID, 25)));
    expect(reception.stats.refused).toBe(1);
  });

  it('refuses a valid cookie from an address with too many sessions', () => {
    const reception = new Reception({ maxSessionsPerAddress: 1 });
    const acceptor = reception.acceptor();
    reception.open(acceptor, '192.0.2.1', 4000);
    expect(reception.open(acceptor, '192.0.2.1', 4001)).toBe(false);
    expect(reception.answers.at(-1)).toBe(hex(writeClose(ID, 26)));
    expect(reception.open(acceptor, '192.0.2.2', 4001)).toBe(true);
  });

  it('is silent to a valid cookie when too many sessions are new, until there is room', () => {
    const reception = new Reception({ newSessionsPerSecond: 1 });
    const acceptor = reception.acceptor();
    reception.open(acceptor, '192.0.2.1', 1);
    reception.open(acceptor, '192.0.2.1', 2);
    expect(reception.open(acceptor, '192.0.2.1', 3)).toBe(false);
    expect(reception.answers.at(-1)).toMatch(/^12/);
    expect(reception.stats.rateLimited).toBe(1);
    reception.clock.advance(1000);
    expect(reception.open(acceptor, '192.0.2.1', 3)).toBe(true);
  });

  it('answers 10,000 hellos a second, so that a flood leaves time for its sessions', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    const flood = (): void => {
      for (let count = 0; count < 20_000; count++) acceptor.receive(HELLO, '192.0.2.1', 4000);
    };
    flood();
    expect(reception.answerCount).toBe(10_000);
    reception.clock.advance(500);
    flood();
    expect(reception.answerCount).toBe(15_000);
    expect(reception.stats.rateLimited).toBe(25_000);
  });

  it('goes on with its sessions when stopped, and refuses new ones', () => {
    const reception = new Reception();
    const acceptor = reception.acceptor();
    reception.open(acceptor, '192.0.2.1', 4000);
    acceptor.stop();
    acceptor.receive(HELLO, '192.0.2.2', 4000);
    expect(reception.answers.at(-1)).toBe(hex(writeClose(ID, 1)));
    acceptor.receive(bytes('15 0102030405060708 c0ffee'), '192.0.2.1', 4000);
    expect(reception.sessions[0]?.received).toHaveLength(1);
  });
});

/** `datagram` made to be of each kind in turn, so that it is not dropped for its first byte. */
function guess(datagram: Uint8Array, count: number): Uint8Array {
  const kind = 0x11 + (count % 8);
  const length = kind === 0x18 ? 11 : kind === 0x14 || kind > 0x15 ? 9 : datagram.length;
  datagram[0] = kind;
  return datagram.subarray(0, length);
}
