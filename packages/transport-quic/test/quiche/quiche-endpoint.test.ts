import { afterEach, describe, expect, it } from '@jest/globals';
import type { QuicheConfig } from '../../src/quiche/binding.ts';
import { createConfig } from '../../src/quiche/create-config.ts';
import { loadBinding } from '../../src/quiche/load-binding.ts';
import { quicheProvider } from '../../src/quiche/quiche-provider.ts';
import { resolveOptions } from '../../src/options.ts';
import { localhost } from '../support/certificates.ts';
import { endpointPair, until } from '../support/provider-scene.ts';
import { Scene } from '../support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('QuicheEndpoint', () => {
  it('gives no ticket that would let a client send early data', async () => {
    const { connect, server } = await endpointPair(scene, quicheProvider());
    const first = await connect();
    await until(() => first.tickets.length > 0);
    const binding = loadBinding();
    const { tls, limits } = resolveOptions({
      tls: { ca: localhost.cert, alpn: ['suite'] },
    });
    // What this package never asks for, and a client elsewhere may.
    const config = createConfig(binding, 'client', tls, limits) as QuicheConfig & {
      enableEarlyData(): void;
    };
    config.enableEarlyData();
    const local = { host: '127.0.0.1', port: 1 };
    const id = Buffer.alloc(20, 1);
    const eager = binding.Connection.connect(null, id, local, server.local, config);
    eager.setSession(first.tickets[0]!);
    eager.send(new Uint8Array(1350));
    expect((eager as typeof eager & { isInEarlyData(): boolean }).isInEarlyData()).toBe(false);
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
