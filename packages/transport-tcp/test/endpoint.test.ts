import { describe, expect, it } from '@jest/globals';
import { NetError } from '@net/core';
import { parseEndpoint } from '../src/endpoint.ts';

describe('parseEndpoint', () => {
  it('takes apart the addresses of all three schemes', () => {
    expect(parseEndpoint('tcp://127.0.0.1:9000')).toEqual({
      scheme: 'tcp',
      host: '127.0.0.1',
      port: 9000,
    });
    expect(parseEndpoint('tls://[::1]:0')).toEqual({ scheme: 'tls', host: '::1', port: 0 });
    expect(parseEndpoint('unix:///run/app')).toEqual({ scheme: 'unix', path: '/run/app' });
  });

  it.each(['', 'tcp', 'tcp://', 'tcp://host', 'tcp://host:65536', 'tcp://host:1/x', 'udp://h:1'])(
    'refuses %j',
    (address) => {
      expect(() => parseEndpoint(address)).toThrow(NetError);
      expect(() => parseEndpoint(address)).toThrow(
        expect.objectContaining({ code: 'BAD_ADDRESS' }),
      );
    },
  );
});
