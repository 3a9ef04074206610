import { describe, expect, it } from '@jest/globals';
import { bytes } from './support/hex.ts';
import { Reception } from './support/reception.ts';

describe('PlainAcceptor', () => {
  it('opens a session by the first datagram of an address, and feeds it every one as it is', () => {
    const reception = new Reception();
    const acceptor = reception.plainAcceptor();
    acceptor.receive(bytes(''), '192.0.2.1', 4000);
    acceptor.receive(bytes('18 0102'), '192.0.2.1', 4000);
    expect(reception.sessions).toHaveLength(1);
    expect(reception.sessions[0]).toMatchObject({ isOpen: true, received: ['15:', '15:180102'] });
    expect(reception.answers).toEqual([]);
  });

  it('tells peers apart by address and port', () => {
    const reception = new Reception();
    const acceptor = reception.plainAcceptor();
    acceptor.receive(bytes('01'), '192.0.2.1', 4000);
    acceptor.receive(bytes('02'), '192.0.2.1', 4001);
    acceptor.receive(bytes('03'), '192.0.2.2', 4000);
    expect(reception.sessions.map(({ received }) => received)).toEqual([
      ['15:01'],
      ['15:02'],
      ['15:03'],
    ]);
  });

  it('hears that its peer lives', () => {
    const reception = new Reception();
    const acceptor = reception.plainAcceptor();
    acceptor.receive(bytes('01'), '192.0.2.1', 4000);
    reception.table.tick();
    expect(reception.sessions[0]?.ticksSinceHeard).toBe(1);
    acceptor.receive(bytes('01'), '192.0.2.1', 4000);
    expect(reception.sessions[0]?.ticksSinceHeard).toBe(0);
  });

  it('opens no more sessions than the limits let in, whatever addresses are forged', () => {
    const reception = new Reception({ maxSessions: 1000, newSessionsPerSecond: 100 });
    const acceptor = reception.plainAcceptor();
    for (let count = 0; count < 100_000; count++) {
      acceptor.receive(bytes('01'), `10.0.${(count >> 8) & 255}.${count & 255}`, 1 + (count >> 1));
      if (count % 10_000 === 0) reception.clock.advance(1000);
    }
    expect(reception.table.size).toBe(1000);
    expect(reception.admission.addresses).toBeLessThanOrEqual(1000);
    const { refused, rateLimited } = reception.stats;
    expect(refused + rateLimited).toBe(99_000);
    expect(reception.answers).toEqual([]);
  });

  it('drops what comes from port 0, for nobody could be answered there', () => {
    const reception = new Reception();
    reception.plainAcceptor().receive(bytes('01'), '192.0.2.1', 0);
    expect(reception.stats.malformed).toBe(1);
    expect(reception.sessions).toEqual([]);
  });

  it('goes on with its sessions when stopped, and opens no new ones', () => {
    const reception = new Reception();
    const acceptor = reception.plainAcceptor();
    acceptor.receive(bytes('01'), '192.0.2.1', 4000);
    acceptor.stop();
    acceptor.receive(bytes('02'), '192.0.2.1', 4000);
    acceptor.receive(bytes('03'), '192.0.2.2', 4000);
    expect(reception.sessions.map(({ received }) => received)).toEqual([['15:01', '15:02']]);
    expect(reception.stats.refused).toBe(1);
  });
});
