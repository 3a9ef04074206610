import { describe, expect, it } from '@jest/globals';
import { type ListenerCase, readListenerCases } from './support/session-captures.ts';
import { VirtualPort } from './support/virtual-port.ts';
import { World } from './support/world.ts';

/**
 * What our listener does with the datagrams of the vectors: `+s1` is a new session, `s1:a` what one
 * reads. It is stricter than kcp-go in these points:
 *
 * - another conversation does not take the place of a session that is alive;
 * - neither an acknowledgement, an unknown command, zeros, nor what is beyond the window opens one;
 * - late data of a session that has ended opens none.
 */
const EXPECTED = new Map<string, readonly string[]>([
  ['conv-rules', ['+s1 s1:a', 's1:b', '', '', 's1:e', '+s2 s2:f', '']],
  ['first-datagram', ['+s1', 's1:x', 's1:y s1:z s1:late', '', '', '', '', '']],
  ['close-and-late-data', ['+s1 s1:a', '', '']],
  ['fec', ['', '+s1 s1:a', '', '', '', '']],
  ['cipher', ['', '', '+s1 s1:a', '', 's1:b', '+s2', '']],
]);

describe('KcpListener beside kcp-go', () => {
  it.each(readListenerCases().map((each) => [each.name, each] as const))(
    'accepts, feeds and ignores as it should in %s',
    (name, listenerCase) => {
      expect(play(listenerCase)).toEqual(EXPECTED.get(name));
    },
  );
});

describe('KcpListener', () => {
  it('lets a session be replaced that has been silent for long', async () => {
    const world = new World({ streamMode: false });
    const client = await world.dial();
    world.clientPort.use({ onDatagram: () => {}, onRefused: () => {} });
    client.connection.abort();
    world.clock.advance(20_000);
    const push = '02000000510080000000000000000000000000000100000061';
    world.network.send('10.0.0.2:2000', '10.0.0.1:1000', Buffer.from(push, 'hex'));
    world.clock.advance(20);
    expect(world.accepted).toHaveLength(2);
  });

  it('frees its port when the last session is over', async () => {
    const world = new World();
    const client = await world.dial();
    await world.listener.close();
    expect(world.serverPort.isClosed).toBe(false);
    void client.connection.close();
    world.clock.advance(1000);
    expect([world.server.closes, world.serverPort.isClosed]).toEqual([1, true]);
  });

  it('accepts nobody after its close', async () => {
    const world = new World();
    await world.dial();
    await world.listener.close();
    const push = '02000000510080000000000000000000000000000100000061';
    world.network.send('10.0.0.9:2000', '10.0.0.1:1000', Buffer.from(push, 'hex'));
    world.clock.advance(20);
    expect(world.accepted).toHaveLength(1);
  });

  it('keeps the sessions of two ports of one address apart', async () => {
    const world = new World();
    const one = await world.dial();
    const other = await world.dial(
      new VirtualPort(world.network, { address: '10.0.0.2', port: 2001 }),
    );
    one.connection.send(new Uint8Array(1));
    other.connection.send(new Uint8Array(2));
    world.clock.advance(50);
    expect(world.accepted.map(({ receivedBytes }) => receivedBytes)).toEqual([1, 2]);
    expect(world.listener.address).toBe('kcp://10.0.0.1:1000');
  });

  it('leaves no timer behind', async () => {
    const world = new World();
    const client = await world.dial();
    client.connection.abort();
    void world.listener.close();
    world.clock.advance(20_000);
    expect(world.clock.timers).toBe(0);
  });
});

function play({ cipher, key, fec, steps }: ListenerCase): string[] {
  const crypt = cipher === null ? {} : { crypt: cipher, key: Buffer.from(key ?? '', 'hex') };
  const shards = fec === null ? {} : { dataShards: fec.data, parityShards: fec.parity };
  const world = new World({ streamMode: false, ...crypt, ...shards });
  const taken: number[] = [];
  return steps.map(({ datagram, from, closeSession }) => {
    const before = world.accepted.length;
    if (closeSession !== undefined) world.server.connection.abort();
    else {
      const bytes = Buffer.from(datagram ?? '', 'hex');
      world.network.send(`10.0.1.${from?.slice(1)}:1`, '10.0.0.1:1000', bytes);
    }
    world.clock.advance(20);
    const reads = world.accepted.flatMap(({ received }, index) => {
      const fresh = received.slice(taken[index] ?? 0);
      taken[index] = received.length;
      return fresh.map((bytes) => `s${index + 1}:${Buffer.from(bytes).toString()}`);
    });
    const accepted = world.accepted.length > before ? [`+s${world.accepted.length}`] : [];
    return [...accepted, ...reads].join(' ');
  });
}
