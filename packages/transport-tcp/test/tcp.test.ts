import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CertificateAuthority, rejection, transportContract } from '@net/testing';
import { tcp, type TlsOptions } from '../src/index.ts';
import { Scene } from './support/scene.ts';

type DefineTest = Parameters<typeof transportContract>[0];

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const ca = authority.cert;
const identity = authority.issue(['127.0.0.1']);

describe('tcp over TCP', () => {
  transportContract(it, { transport: tcp(), address: () => 'tcp://127.0.0.1:0' });
});

describe('tcp over TLS', () => {
  transportContract(withoutReset(it), {
    transport: tcp({ tls: { ...identity, ca } }),
    address: () => 'tls://127.0.0.1:0',
  });
});

describe('tcp over Unix sockets', () => {
  const files = new Scene();
  let folder = '';
  let count = 0;
  beforeAll(() => {
    folder = files.folder();
  });
  afterAll(() => files.close());
  transportContract(withoutReset(it), {
    transport: tcp(),
    address: () => `unix://${folder}/${(count += 1)}`,
  });
});

/** Leaves out what TLS and Unix sockets cannot do: see the aborts in tcp-connection.test.ts. */
function withoutReset(define: DefineTest): DefineTest {
  return (name, run) => {
    if (name !== 'gives the reason of an abort to its own onClose') define(name, run);
  };
}

describe('tcp', () => {
  it('serves three schemes', () => {
    expect(tcp().schemes).toEqual(['tcp', 'tls', 'unix']);
  });

  it('refuses wrong options at once', () => {
    expect(() => tcp({ closeTimeoutMs: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });
});

describe('setTls', () => {
  it('changes the certificate of listeners that are open, for new connections only', async () => {
    const server = tcp({ tls: identity });
    const bound = await scene.listen(server, 'tls://127.0.0.1:0');
    const client = tcp({ tls: { ca } });
    const before = await scene.dial(client, bound.address);
    const next = new CertificateAuthority('The next authority');
    server.setTls(next.issue(['127.0.0.1']));
    expect(await rejection(scene.dial(client, bound.address))).toMatchObject({ code: 'TLS_ERROR' });
    client.setTls({ ca: next.cert });
    await scene.dial(client, bound.address);
    before.send('still here');
    await (await bound.next()).untilReceived(10);
  });

  it('changes names, client certificates and protocols too', async () => {
    const server = tcp({ tls: identity });
    const bound = await scene.listen(server, 'tls://127.0.0.1:0');
    const hosts = { 'a.example': authority.issue(['a.example']) };
    server.setTls({ ...identity, ca, hosts, requestCert: true, alpn: ['net'] });
    const client = tcp({
      tls: { ...authority.issue(['client']), ca, serverName: 'a.example', alpn: ['net'] },
    });
    const { connection } = await scene.dial(client, bound.address);
    expect(client.tlsInfo(connection)?.alpn).toBe('net');
    const accepted = await bound.next();
    expect(server.tlsInfo(accepted.connection)?.isPeerVerified).toBe(true);
  });

  it('lets a transport listen on tls:// that was made without certificates', async () => {
    const server = tcp();
    server.setTls(identity);
    const bound = await scene.listen(server, 'tls://127.0.0.1:0');
    await scene.dial(tcp({ tls: { ca } }), bound.address);
  });

  it.each<[string, TlsOptions]>([
    ['are wrong', { ...identity, key: 'junk' }],
    ['have no certificate any more', { ca }],
  ])('changes nothing when the new options %s', async (_, tls) => {
    const server = tcp({ tls: identity });
    const bound = await scene.listen(server, 'tls://127.0.0.1:0');
    expect(() => server.setTls(tls)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    await scene.dial(tcp({ tls: { ca } }), bound.address);
  });
});
