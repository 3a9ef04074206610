import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '@net/testing';
import { ClientHandshake } from '../src/client-handshake.ts';
import { bytes, hex } from './support/hex.ts';
import { ID, Reception } from './support/reception.ts';

const COOKIE = '00112233445566778899aabbccddeeff';

describe('ClientHandshake', () => {
  it('says hello, the same one each time', () => {
    const handshake = new ClientHandshake(ID);
    expect(hex(handshake.hello)).toBe(`110102030405060708${'00'.repeat(16)}`);
    expect(hex(handshake.hello)).toBe(hex(new ClientHandshake(ID).hello));
  });

  it('waits longer after each hello, and never longer than two seconds', () => {
    const handshake = new ClientHandshake(ID);
    const delays = Array.from({ length: 6 }, () => handshake.nextDelayMs());
    expect(delays).toEqual([250, 500, 1000, 2000, 2000, 2000]);
  });

  it('sends each cookie back', () => {
    const step = new ClientHandshake(ID).receive(bytes(`12 0102030405060708 ${COOKIE}`));
    expect(step).toEqual({ kind: 'send', datagram: bytes(`13 0102030405060708 ${COOKIE}`) });
  });

  it('is opened by an accept, and refused by a close', () => {
    const handshake = new ClientHandshake(ID);
    expect(handshake.receive(bytes('14 0102030405060708'))).toEqual({ kind: 'opened' });
    const step = handshake.receive(bytes('18 0102030405060708 0019'));
    expect(step).toEqual({ kind: 'refused', code: 25 });
  });

  it.each([
    ['nothing', ''],
    ['a cut challenge', `12 0102030405060708 ${COOKIE.slice(2)}`],
    ['a challenge for another', `12 0102030405060709 ${COOKIE}`],
    ['an accept for another', '14 0902030405060708'],
    ['a close for another', '18 0102030405060709 0000'],
    ['data', '15 0102030405060708 01'],
    ['its own hello', `11 0102030405060708 ${'00'.repeat(16)}`],
    ['text', '48545450'],
  ])('does nothing about %s', (_, datagram) => {
    expect(new ClientHandshake(ID).receive(bytes(datagram))).toBeUndefined();
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'opens one session however many datagrams are lost or come twice, seed %i',
    (seed) => {
      const random = seededRandom(seed);
      const reception = new Reception();
      const acceptor = reception.acceptor();
      const handshake = new ClientHandshake(ID);
      const times = (): number => (random.chance(0.5) ? 0 : 1 + random.below(2));
      const steps: string[] = [];
      const toAcceptor = (datagram: Uint8Array): void => {
        for (let count = times(); count > 0; count--) {
          acceptor.receive(datagram, '192.0.2.1', 4000);
          const answer = reception.answers.shift();
          if (answer !== undefined) toDialler(bytes(answer));
        }
      };
      const toDialler = (datagram: Uint8Array): void => {
        for (let count = times(); count > 0; count--) {
          const step = handshake.receive(datagram);
          if (step?.kind === 'send') toAcceptor(step.datagram);
          else steps.push(step?.kind ?? 'nothing');
        }
      };
      for (let hellos = 0; hellos < 500; hellos++) toAcceptor(handshake.hello);
      expect(new Set(steps)).toEqual(new Set(['opened']));
      expect(reception.sessions).toHaveLength(1);
    },
  );
});
