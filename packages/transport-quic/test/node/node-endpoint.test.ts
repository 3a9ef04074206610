import { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { NodeEndpoint } from '../../src/node/node-endpoint.ts';
import type { NodeQuic, NodeQuicSession } from '../../src/node/node-quic.ts';
import { type QuicOptions, resolveOptions } from '../../src/options.ts';
import type { SessionEnd } from '../../src/provider.ts';
import { localhost } from '../support/certificates.ts';
import { FakeNodeSession } from '../support/fake-node-quic.ts';
import { SessionSide } from '../support/provider-scene.ts';

const at = { host: '127.0.0.1', port: 4433 };

describe('NodeEndpoint', () => {
  it('gives Node its limits, instead of those of a browser', () => {
    const { options } = scene({ maxSessions: 7, retryAbove: 0 });
    expect(options[0]).toMatchObject({
      address: '127.0.0.1:4433',
      validateAddress: true,
      maxConnectionsTotal: 7,
      sessionCreationRate: Infinity,
    });
  });

  it('listens with its certificate, in memory of its own', async () => {
    const { endpoint, tls, options } = scene({
      tls: { ...localhost, requestCert: true },
    });
    await endpoint.listen(tls, (session) => new SessionSide(session), { onRefused() {} });
    expect(options[1]).toMatchObject({
      alpn: ['net/1'],
      verifyClient: true,
      streamIdleTimeout: 0,
      transportParams: {
        maxIdleTimeout: 30_000,
        initialMaxStreamsBidi: 100,
        initialMaxStreamsUni: 0,
      },
    });
    const { sni } = options[1] as { sni: { '*': { certs: Uint8Array[]; keys: KeyObject[] } } };
    const [cert] = sni['*'].certs;
    expect(Buffer.from(cert!).toString()).toBe(localhost.cert);
    // Node would take the memory of a pooled buffer away from all who share it.
    expect(cert!.buffer.byteLength).toBe(cert!.length);
    expect(sni['*'].keys[0]).toBeInstanceOf(KeyObject);
  });

  it('accepts a session when its handshake is done, and tells of those that fail', async () => {
    const { endpoint, tls, sessions } = scene({ tls: localhost });
    const accepted: SessionSide[] = [];
    const refused: SessionEnd[] = [];
    const accept = (session: SessionSide['session']): SessionSide => {
      accepted.push(new SessionSide(session));
      return accepted.at(-1)!;
    };
    await endpoint.listen(tls, accept, { onRefused: (end) => void refused.push(end) });
    const good = new FakeNodeSession();
    sessions.onSession!(good);
    expect(accepted).toHaveLength(0);
    good.open();
    const failure = Object.assign(new Error('alert'), { type: 'transport', errorCode: 0x130n });
    sessions.onSession!(new FakeNodeSession(Promise.reject(failure)));
    await new Promise(setImmediate);
    expect(accepted).toHaveLength(1);
    expect(refused).toMatchObject([{ code: 0x130 }]);
  });

  it('connects, verifying the name', async () => {
    const { endpoint, connect, options, sessions } = scene({});
    sessions.dialled.open();
    const session = await connect(endpoint);
    expect(session.remote.port).toBe(2);
    expect(options[1]).toMatchObject({
      servername: 'localhost',
      verifyPeer: 'strict',
      keepAlive: 10_000,
    });
  });

  it('says why it has not connected', async () => {
    const { endpoint, connect, sessions } = scene({});
    sessions.failure = Object.assign(new Error(''), { type: 'transport', errorCode: 0x178n });
    expect(await rejection(connect(endpoint))).toMatchObject({ code: 'TLS_ERROR' });
  });
});

function scene(chosen: QuicOptions) {
  const { limits, tls } = resolveOptions(chosen);
  const options: object[] = [];
  const sessions: {
    dialled: FakeNodeSession;
    onSession?: (session: NodeQuicSession) => void;
    failure?: Error;
  } = { dialled: new FakeNodeSession() };
  const quic: NodeQuic = {
    QuicEndpoint: class {
      readonly address = undefined;
      constructor(given: object) {
        options.push(given);
      }
      async close(): Promise<void> {}
      destroy(): void {}
    },
    QuicStream: { prototype: {} },
    async listen(onSession, given) {
      options.push(given);
      sessions.onSession = onSession;
    },
    async connect(_, given) {
      options.push(given);
      if (sessions.failure !== undefined) throw sessions.failure;
      return sessions.dialled;
    },
    ondrain: () => null,
  };
  const endpoint = new NodeEndpoint(quic, at, limits);
  const connect = (from: NodeEndpoint) => {
    const { signal } = new AbortController();
    const request = { address: 'quic://localhost:4433', remote: at, serverName: 'localhost', tls };
    return from.connect(
      { ...request, ticket: undefined, signal },
      (session) => new SessionSide(session),
    );
  };
  return { endpoint, connect, options, sessions, tls };
}
