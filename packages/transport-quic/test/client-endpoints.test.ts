import { describe, expect, it } from '@jest/globals';
import { ClientEndpoints } from '../src/client-endpoints.ts';
import { resolveOptions } from '../src/options.ts';
import type { QuicEndpoint, QuicProvider } from '../src/provider.ts';
import { rejection } from './support/scene.ts';

const { limits } = resolveOptions({});

describe('ClientEndpoints', () => {
  it('shares one endpoint between dials at a time, and closes it after the last', async () => {
    const { provider, bound, closed } = fakeProvider();
    const endpoints = new ClientEndpoints(limits);
    const leases = await Promise.all(
      ['127.0.0.1', '127.0.0.2'].map((remote) => endpoints.lend(provider, remote)),
    );
    expect(bound).toEqual(['127.0.0.1']);
    expect(leases[0]?.endpoint).toBe(leases[1]?.endpoint);
    leases[0]?.release();
    await Promise.resolve();
    expect(closed).toEqual([]);
    leases[1]?.release();
    await Promise.resolve();
    expect(closed).toEqual(['127.0.0.1']);
    await endpoints.lend(provider, '127.0.0.1');
    expect(bound).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  it('binds loopback for loopback only, and each family by itself', async () => {
    const { provider, bound } = fakeProvider();
    const endpoints = new ClientEndpoints(limits);
    for (const remote of ['127.0.0.1', '192.0.2.1', '::1', '2001:db8::1']) {
      await endpoints.lend(provider, remote);
    }
    expect(bound).toEqual(['127.0.0.1', '0.0.0.0', '::1', '::']);
  });

  it('tries again after an endpoint could not be bound', async () => {
    const { provider, bound } = fakeProvider();
    const endpoints = new ClientEndpoints(limits);
    const broken = { ...provider, bind: () => Promise.reject(new Error('no more sockets')) };
    expect(await rejection(endpoints.lend(broken, '127.0.0.1'))).toMatchObject({
      message: 'no more sockets',
    });
    await endpoints.lend(provider, '127.0.0.1');
    expect(bound).toEqual(['127.0.0.1']);
  });
});

function fakeProvider() {
  const bound: string[] = [];
  const closed: string[] = [];
  const provider: QuicProvider = {
    id: 'fake',
    probe: () => Promise.reject(new Error('not to be called')),
    async bind({ host }) {
      bound.push(host);
      return fakeEndpoint(host, closed);
    },
  };
  return { provider, bound, closed };
}

function fakeEndpoint(host: string, closed: string[]): QuicEndpoint {
  return {
    local: { host, port: 1 },
    listen: () => Promise.reject(new Error('not to be called')),
    connect: () => Promise.reject(new Error('not to be called')),
    async close() {
      closed.push(host);
    },
  };
}
