import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from '../src/options.ts';

describe('resolveOptions', () => {
  it('has the documented defaults', () => {
    expect(resolveOptions({})).toMatchObject({
      webSocket: {
        maxPayload: 1_048_640,
        maxFragments: 128,
        maxBufferedChunks: 1024,
        perMessageDeflate: false,
        closeTimeout: 5000,
      },
      subprotocols: { batch: true, others: [] },
      isText: false,
      heartbeatIntervalMs: 20_000,
      connectTimeoutMs: 10_000,
      handshakeTimeoutMs: 5000,
      maxPendingConnections: 1024,
    });
  });

  it('takes undefined for the default', () => {
    const { webSocket } = resolveOptions({ maxFragments: undefined, batch: undefined });
    expect(webSocket.maxFragments).toBe(128);
  });

  it('takes false for no limit where that is said', () => {
    const settings = resolveOptions({ heartbeatIntervalMs: false, maxPendingConnections: false });
    expect(settings.heartbeatIntervalMs).toBe(Infinity);
    expect(settings.maxPendingConnections).toBe(Infinity);
  });

  it('compresses each message by itself, with a bound on how many at a time', () => {
    expect(resolveOptions({ perMessageDeflate: true }).webSocket.perMessageDeflate).toEqual({
      serverNoContextTakeover: true,
      clientNoContextTakeover: true,
      threshold: 1024,
      concurrencyLimit: 4,
    });
  });

  it('keeps a copy of the headers', () => {
    const headers = { authorization: 'a' };
    const settings = resolveOptions({ headers });
    headers.authorization = 'b';
    expect(settings.headers).toEqual({ authorization: 'a' });
  });

  it('takes a server of node:http', () => {
    const server = createServer();
    expect(resolveOptions({ server }).server).toBe(server);
  });

  it.each<[string, object]>([
    ['maxPayload', { maxPayload: 5 }],
    ['maxPayloadBytes', { maxPayloadBytes: 0 }],
    ['maxPayloadBytes', { maxPayloadBytes: 2 ** 31 }],
    ['maxPayloadBytes', { maxPayloadBytes: false }],
    ['maxFragments', { maxFragments: -1 }],
    ['maxFragments', { maxFragments: 1.5 }],
    ['maxBufferedChunks', { maxBufferedChunks: Number.NaN }],
    ['maxPendingConnections', { maxPendingConnections: 0 }],
    ['heartbeatIntervalMs', { heartbeatIntervalMs: 0 }],
    ['heartbeatIntervalMs', { heartbeatIntervalMs: Infinity }],
    ['connectTimeoutMs', { connectTimeoutMs: false }],
    ['closeTimeoutMs', { closeTimeoutMs: 2 ** 31 }],
    ['handshakeTimeoutMs', { handshakeTimeoutMs: -5 }],
    ['perMessageDeflate', { perMessageDeflate: {} }],
    ['text', { text: 1 }],
    ['batch', { batch: 'yes' }],
    ['batch', { batch: true, text: true }],
    ['protocols', { protocols: 'a' }],
    ['protocols', { protocols: ['with space'] }],
    ['protocols', { protocols: ['net.batch'] }],
    ['allowedOrigins', { allowedOrigins: true }],
    ['allowedOrigins', { allowedOrigins: ['a.example'] }],
    ['trustedProxies', { trustedProxies: '10.0.0.1' }],
    ['verify', { verify: true }],
    ['onAcceptError', { onAcceptError: 'log' }],
    ['server', { server: {} }],
    ['headers["a b"]', { headers: { 'a b': 'c' } }],
    ['headers["a"]', { headers: { a: 'b\r\nc: d' } }],
    ['tls.alpn', { tls: { alpn: ['x'] } }],
  ])('refuses a wrong %s, and says so', (name, options) => {
    const resolve = (): unknown => resolveOptions(options);
    expect(resolve).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(resolve).toThrow(`the option ${name} of ws() `);
  });
});
