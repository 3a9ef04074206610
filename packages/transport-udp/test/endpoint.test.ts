import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { resolveEndpoint, resolvePeer } from '../src/endpoint.ts';

describe('resolveEndpoint', () => {
  it.each([
    ['udp://127.0.0.1:9000', { ip: '127.0.0.1', family: 4, port: 9000 }],
    ['udp://0.0.0.0:0', { ip: '0.0.0.0', family: 4, port: 0 }],
    ['udp://[::1]:9000', { ip: '::1', family: 6, port: 9000 }],
    ['udp://[::ffff:127.0.0.1]:9000', { ip: '127.0.0.1', family: 4, port: 9000 }],
  ])('reads %s', async (address, endpoint) => {
    expect(await resolveEndpoint(address)).toEqual(endpoint);
  });

  it('looks names up', async () => {
    const { ip, port } = await resolveEndpoint('udp://localhost:9000');
    expect(['127.0.0.1', '::1']).toContain(ip);
    expect(port).toBe(9000);
  });

  it.each([
    'udp://127.0.0.1',
    'udp://:9000',
    'tcp://127.0.0.1:9000',
    'udp://127.0.0.1:9000/path',
    'udp://127.0.0.1:65536',
  ])('refuses %s', async (address) => {
    expect(await rejection(resolveEndpoint(address))).toMatchObject({ code: 'BAD_ADDRESS' });
  });

  it.each([
    ['udp://224.0.0.1:9000', /multicast/],
    ['udp://[ff02::1]:9000', /multicast/],
    ['udp://[::ffff:239.1.2.3]:9000', /multicast/],
    ['udp://255.255.255.255:9000', /broadcast/],
  ])('refuses %s, which many receive', async (address, name) => {
    for (const resolve of [resolveEndpoint, resolvePeer]) {
      const error = await rejection(resolve(address));
      expect(error).toMatchObject({ code: 'BAD_ADDRESS', message: expect.stringMatching(name) });
    }
  });
});

describe('resolvePeer', () => {
  it.each([
    ['udp://0.0.0.0:9000', '127.0.0.1'],
    ['udp://[::]:9000', '::1'],
  ])('takes any address, as in %s, for this machine', async (address, ip) => {
    expect(await resolvePeer(address)).toMatchObject({ ip });
  });

  it('refuses port 0', async () => {
    const error = await rejection(resolvePeer('udp://127.0.0.1:0'));
    expect(error).toMatchObject({ code: 'BAD_ADDRESS' });
  });
});
