import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NetError } from '@net/core';
import { parseAddress } from '@net/core/extend';
import { type Bound, CertificateAuthority, rejection } from '@net/testing';
import { tcp, type TcpOptions, type TlsOptions } from '../src/index.ts';
import { clientHello } from './support/client-hello.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const ca = authority.cert;
const identity = authority.issue(['127.0.0.1']);
const hosts = {
  'a.example': authority.issue(['a.example']),
  '*.example': authority.issue(['wildcard.example']),
};

/** A TLS listener, and what it says of the peers it has not let in. */
async function listen(
  tls: TlsOptions = {},
  options: TcpOptions = {},
): Promise<Bound & { refused: NetError[] }> {
  const refused: NetError[] = [];
  const onAcceptError = (error: NetError): void => void refused.push(error);
  const transport = tcp({ ...options, onAcceptError, tls: { ...identity, ...tls } });
  return { ...(await scene.listen(transport, 'tls://127.0.0.1:0')), refused };
}

/** The names in the certificate that a client gets when it asks for `serverName`. */
async function namesFor(serverName: string, { address }: Bound): Promise<string | undefined> {
  const { host, port } = parseAddress(address, 'tls');
  const socket = connectTls({ host, port, servername: serverName, rejectUnauthorized: false });
  scene.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket.getPeerX509Certificate()?.subjectAltName;
}

describe('TlsAcceptor', () => {
  it('shows the certificate of the name that a client asks for', async () => {
    const bound = await listen({ hosts });
    expect(await namesFor('a.example', bound)).toBe('DNS:a.example');
    expect(await namesFor('A.EXAMPLE', bound)).toBe('DNS:a.example');
    expect(await namesFor('b.example', bound)).toBe('DNS:wildcard.example');
    expect(await namesFor('c.b.example', bound)).toBe('IP Address:127.0.0.1');
    expect(await namesFor('elsewhere', bound)).toBe('IP Address:127.0.0.1');
    expect(await namesFor('', bound)).toBe('IP Address:127.0.0.1');
  });

  it.each([
    ['NUL', 'a.example\0.evil'],
    ['255 bytes', 'x'.repeat(255)],
    ['300 bytes', 'x'.repeat(300)],
    ['dots', '.'.repeat(255)],
    ['unicode dots', 'a\u3002example\uff0e'],
    ['the name of a prototype', '__proto__'],
    ['the name of a method', 'constructor'],
    ['bytes that are no text', '\udc80\udcff'],
  ])('survives a server name of %s', async (_, name) => {
    const bound = await listen({ hosts });
    const socket = await scene.socket(bound.address);
    socket.write(clientHello(Buffer.from(name)));
    const [answer] = await once(socket, 'data');
    // 0x16: the handshake goes on. 0x15: an alert.
    expect([0x15, 0x16]).toContain(answer[0]);
    expect(answer.includes('a.example')).toBe(false);
    expect(await namesFor('a.example', bound)).toBe('DNS:a.example');
  });

  it('reads the server name of the hello that these tests send', async () => {
    const bound = await listen({ hosts });
    const socket = await scene.socket(bound.address);
    socket.write(clientHello(Buffer.from('a.example')));
    const [answer] = await once(socket, 'data');
    expect(answer.includes('a.example')).toBe(true);
  });

  it('survives a reset after each byte of the hello', async () => {
    const bound = await listen();
    const hello = clientHello(Buffer.from('a.example'));
    for (let bytes = 0; bytes <= hello.length; bytes += 1) {
      const socket = await scene.socket(bound.address);
      if (bytes > 0) await new Promise((done) => socket.write(hello.subarray(0, bytes), done));
      socket.resetAndDestroy();
    }
    await scene.dial(tcp({ tls: { ca } }), bound.address);
    expect((await bound.next()).closes).toHaveLength(0);
    expect(bound.accepted).toHaveLength(1);
  });

  it('closes and reports a client that does not speak TLS', async () => {
    const bound = await listen();
    const socket = await scene.socket(bound.address);
    socket.end('GET / HTTP/1.1\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(bound.refused[0]).toMatchObject({
      code: 'TLS_ERROR',
      message: `a connection to ${bound.address} could not be accepted: ERR_SSL_HTTP_REQUEST`,
    });
  });

  it('closes a client that leaves in the midst of its hello', async () => {
    const bound = await listen();
    const socket = await scene.socket(bound.address);
    socket.end(clientHello(Buffer.from('a.example')).subarray(0, 20));
    socket.resume();
    await once(socket, 'close');
    expect(bound.refused).toHaveLength(1);
  });

  it('gives a client that trickles its hello no more time than one that is silent', async () => {
    const bound = await listen({}, { handshakeTimeoutMs: 100 });
    const hello = clientHello(Buffer.from('a.example'));
    const socket = await scene.socket(bound.address);
    let sent = 0;
    const timer = setInterval(() => socket.write(hello.subarray(sent, ++sent)), 10);
    scene.after(() => clearInterval(timer));
    socket.resume();
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(timer);
    expect(sent).toBeLessThan(hello.length);
    expect(bound.refused[0]?.message).toContain('ERR_TLS_HANDSHAKE_TIMEOUT');
  });

  it('lets a connection live longer than its handshake might have taken', async () => {
    const bound = await listen({}, { handshakeTimeoutMs: 50 });
    const dialled = await scene.dial(tcp({ tls: { ca } }), bound.address);
    const accepted = await bound.next();
    await new Promise((resolve) => setTimeout(resolve, 120));
    dialled.send('hello');
    await accepted.untilReceived(5);
  });
});

describe('TlsAcceptor with client certificates', () => {
  const client = authority.issue(['client.example']);

  it('lets in who has one that the authority vouches for', async () => {
    const bound = await listen({ ca, requestCert: true });
    const dialled = await scene.dial(tcp({ tls: { ...client, ca } }), bound.address);
    dialled.send('it is me');
    await (await bound.next()).untilReceived(8);
  });

  it.each([
    ['none', {}],
    ['one of a stranger', new CertificateAuthority('Stranger').issue(['client.example'])],
    ['one that signs itself', new CertificateAuthority('Myself')],
  ])('turns away who has %s', async (_, { cert, key }: { cert?: string; key?: string }) => {
    const bound = await listen({ ca, requestCert: true, hosts });
    const tls = cert === undefined || key === undefined ? { ca } : { ca, cert, key };
    // With TLS 1.3 a client learns of it only after its own handshake.
    const dialled = await scene.dial(tcp({ tls }), bound.address).catch(() => undefined);
    await dialled?.untilClosed();
    expect(bound.accepted).toHaveLength(0);
  });

  it('asks for one whatever the server name', async () => {
    const bound = await listen({ ca, requestCert: true, hosts });
    const tls = { ca, serverName: 'a.example' };
    const stranger = await scene.dial(tcp({ tls }), bound.address).catch(() => undefined);
    await stranger?.untilClosed();
    expect(bound.accepted).toHaveLength(0);
    const dialled = await scene.dial(tcp({ tls: { ...tls, ...client } }), bound.address);
    dialled.send('it is me');
    await (await bound.next()).untilReceived(8);
  });
});

describe('TlsAcceptor with application protocols', () => {
  it('settles on the one that the server prefers', async () => {
    const bound = await listen({ alpn: ['net/2', 'net/1'] });
    const transport = tcp({ tls: { ca, alpn: ['net/1', 'net/2'] } });
    const { connection } = await scene.dial(transport, bound.address);
    expect(transport.tlsInfo(connection)?.alpn).toBe('net/2');
  });

  it('turns away who has none of them', async () => {
    const bound = await listen({ alpn: ['net/2'] });
    const dialling = scene.dial(tcp({ tls: { ca, alpn: ['http/1.1'] } }), bound.address);
    const error = await rejection(dialling);
    expect(error).toMatchObject({ code: 'TLS_ERROR' });
    expect(String(error)).toContain('no protocol in common: see tls.alpn');
    expect(bound.refused).toHaveLength(1);
  });
});

describe('TlsAcceptor with a minimum version', () => {
  it.each([
    ['TLSv1.1', 'TLSv1.2'],
    ['TLSv1.2', 'TLSv1.3'],
  ] as const)('turns %s away when it is %s', async (maxVersion, minVersion) => {
    const bound = await listen({ minVersion });
    const { host, port } = parseAddress(bound.address, 'tls');
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const socket = connectTls({ host, port, ca, maxVersion, minVersion: 'TLSv1', ciphers });
    const [error] = await once(socket, 'error');
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    expect(bound.accepted).toHaveLength(0);
  });
});
