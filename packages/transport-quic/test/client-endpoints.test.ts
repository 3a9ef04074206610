import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { ClientEndpoints } from '../src/client-endpoints.ts';
import { resolveOptions } from '../src/options.ts';
import type { HostPort, QuicEndpoint, QuicProvider } from '../src/provider.ts';

const { limits } = resolveOptions({});

describe('ClientEndpoints', () => {
  it('shares one endpoint between dials of a server, and closes it after the last', async () => {
    const { provider, bound, closed } = fakeProvider();
    const endpoints = new ClientEndpoints(limits);
    const leases = [await endpoints.lend(provider, at()), await endpoints.lend(provider, at())];
    expect(bound).toEqual(['127.0.0.1 to 127.0.0.1:4433']);
    expect(leases[0]?.endpoint).toBe(leases[1]?.endpoint);
    leases[0]?.release();
    await Promise.resolve();
    expect(closed).toEqual([]);
    leases[1]?.release();
    await Promise.resolve();
    expect(closed).toEqual(['127.0.0.1']);
    await endpoints.lend(provider, at());
    expect(bound).toHaveLength(2);
  });

  it('connects each endpoint to its server, from loopback for loopback only', async () => {
    const { provider, bound } = fakeProvider();
    const endpoints = new ClientEndpoints(limits);
    for (const remote of [at(), at('127.0.0.1', 1), at('192.0.2.1'), at('::1')]) {
      await endpoints.lend(provider, remote);
    }
    expect(bound).toEqual([
      '127.0.0.1 to 127.0.0.1:4433',
      '127.0.0.1 to 127.0.0.1:1',
      '0.0.0.0 to 192.0.2.1:4433',
      '::1 to ::1:4433',
    ]);
  });

  it('connects none where this machine may move, and has one for each kind of address', async () => {
    const { provider, bound } = fakeProvider();
    const endpoints = new ClientEndpoints({ ...limits, migration: true });
    for (const host of ['127.0.0.1', '127.0.0.2', '192.0.2.1', '::1', '2001:db8::1']) {
      await endpoints.lend(provider, at(host));
    }
    expect(bound).toEqual(['127.0.0.1', '0.0.0.0', '::1', '::']);
  });

  it('tries again after an endpoint could not be bound', async () => {
    const { provider, bound } = fakeProvider();
    const endpoints = new ClientEndpoints(limits);
    const broken = { ...provider, bind: () => Promise.reject(new Error('no more sockets')) };
    expect(await rejection(endpoints.lend(broken, at()))).toMatchObject({
      message: 'no more sockets',
    });
    await endpoints.lend(provider, at());
    expect(bound).toHaveLength(1);
  });
});

function at(host = '127.0.0.1', port = 4433): HostPort {
  return { host, port };
}

function fakeProvider() {
  const bound: string[] = [];
  const closed: string[] = [];
  const provider: QuicProvider = {
    id: 'fake',
    probe: () => Promise.reject(new Error('not to be called')),
    async bind({ host }, _limits, remote) {
      bound.push(remote === undefined ? host : `${host} to ${remote.host}:${remote.port}`);
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
