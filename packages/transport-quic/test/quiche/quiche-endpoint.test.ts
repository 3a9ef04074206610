import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { quicheProvider } from '../../src/quiche/quiche-provider.ts';
import { resolveOptions } from '../../src/options.ts';
import { endpointPair, until } from '../support/provider-scene.ts';
import { eagerClient, eagerTicket, firstPackets } from '../support/raw-client.ts';
import { Scene } from '../support/scene.ts';
import { watchedBinding } from '../support/watched-binding.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('QuicheEndpoint', () => {
  it('gives no ticket that would let a client send early data', async () => {
    const { connect, server } = await endpointPair(scene, quicheProvider());
    const first = await connect();
    await until(() => first.tickets.length > 0);
    expect(eagerClient(first.tickets[0]!, server.local).isEager).toBe(false);
  });

  it('reads nothing that a client says before its handshake is done', async () => {
    const { connect, server, accepted } = await endpointPair(scene, quicheProvider());
    const { isEager, packets } = eagerClient(eagerTicket(), server.local);
    expect(isEager).toBe(true);
    // RFC 9000, section 17.2.3: the first byte of a packet of 0-RTT.
    expect(packets.at(-1)![0]! & 0xb0).toBe(0x90);
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    scene.after(() => socket.close());
    const answered = once(socket, 'message');
    for (const packet of packets) socket.send(packet, server.local.port, server.local.host);
    await answered;
    await connect();
    await until(() => accepted.length === 1);
    expect(accepted[0]?.streams).toEqual([]);
  });

  it('serves and dials over one socket', async () => {
    const { server, connect, accepted } = await endpointPair(scene, quicheProvider());
    const other = await endpointPair(scene, quicheProvider());
    const dialled = await other.connect({ remote: server.local });
    dialled.open().stream.write(Buffer.from('a'));
    const here = await connect();
    here.open().stream.write(Buffer.from('b'));
    await until(() => accepted.filter((side) => side.streams.length === 1).length === 2);
  });

  it('begins a few handshakes in a turn, however many are asked for at once', async () => {
    const turns = countTurns();
    const provider = quicheProvider(() => watchedBinding(turns.count));
    const { connect } = await endpointPair(scene, provider);
    await Promise.all(Array.from({ length: 60 }, () => connect()));
    // Of both ends.
    expect(turns.total()).toBe(120);
    expect(turns.most()).toBeLessThanOrEqual(MOST_IN_A_TURN);
  });

  it('accepts a few handshakes in a turn, however many first packets have come', async () => {
    const turns = countTurns();
    const provider = quicheProvider(() => watchedBinding(turns.count));
    const { server } = await endpointPair(scene, provider);
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    scene.after(() => socket.close());
    const { host, port } = server.local;
    for (const packet of firstPackets(60, server.local)) socket.send(packet, port, host);
    await until(() => turns.total() === 60);
    expect(turns.most()).toBeLessThanOrEqual(MOST_IN_A_TURN);
  });

  it('is closed at once when it has no sessions, and twice', async () => {
    const provider = quicheProvider();
    await provider.probe();
    const { limits } = resolveOptions({});
    const endpoint = await provider.bind({ host: '127.0.0.1', port: 0 }, limits);
    await endpoint.close();
    const again = await provider.bind(endpoint.local, limits);
    await again.close();
  });

  it('lets go of everything: 300 connections leave none behind', async () => {
    const { connect, accepted, server, client } = await endpointPair(scene, quicheProvider());
    for (let round = 0; round < 30; round += 1) {
      const sides = await Promise.all(Array.from({ length: 10 }, () => connect()));
      for (const { session } of sides) session.close(0);
    }
    await until(() => accepted.length === 300 && accepted.every(({ ends }) => ends.length === 1));
    // Both resolve only when no session is left.
    await Promise.all([server.close(), client.close()]);
  });
});

/** Counts what is done in each turn of the event loop, until the test is over. */
function countTurns() {
  const counts = [0];
  let isOver = false;
  scene.after(() => (isOver = true));
  const tick = (): void => {
    counts.push(0);
    if (!isOver) setImmediate(tick);
  };
  tick();
  return {
    count: (): void => void (counts[counts.length - 1]! += 1),
    total: () => counts.reduce((sum, count) => sum + count),
    most: () => Math.max(...counts),
  };
}

/** 8, and as many of the next turn: a turn is counted from somewhere in the one before. */
const MOST_IN_A_TURN = 16;
