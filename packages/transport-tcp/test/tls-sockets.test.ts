import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CertificateAuthority } from '@net/testing';
import { tcp } from '../src/index.ts';
import { TlsSockets } from '../src/tls-sockets.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const identity = authority.issue(['127.0.0.1', 'peer.example']);
const tls = { ...identity, ca: authority.cert, requestCert: true, alpn: ['net'] };

/** A socket that says it has shaken hands, even when it is closed. */
function handshaken(): TLSSocket {
  return Object.assign(new TLSSocket(new Socket()), { getProtocol: () => 'TLSv1.3' });
}

describe('TlsSockets', () => {
  it('knows what both ends have settled', async () => {
    const transport = tcp({ tls });
    const [dialled, accepted] = await scene.pair(transport, 'tls://127.0.0.1:0');
    for (const { connection } of [dialled, accepted]) {
      const info = transport.tlsInfo(connection);
      expect(info).toMatchObject({ version: 'TLSv1.3', alpn: 'net', isPeerVerified: true });
      expect(info?.peerCertificate?.subjectAltName).toContain('DNS:peer.example');
    }
  });

  it('knows a connection by the addresses of its ends', async () => {
    const transport = tcp({ tls });
    const [{ connection }] = await scene.pair(transport, 'tls://127.0.0.1:0');
    const { local, remote } = connection;
    expect(transport.tlsInfo({ local, remote })?.version).toBe('TLSv1.3');
    expect(transport.tlsInfo({ local, remote: 'tls://127.0.0.1:1' })).toBeUndefined();
  });

  it('says that a client without a certificate is not verified', async () => {
    const server = tcp({ tls: identity });
    const bound = await scene.listen(server, 'tls://127.0.0.1:0');
    await scene.dial(tcp({ tls: { ca: authority.cert } }), bound.address);
    const info = server.tlsInfo((await bound.next()).connection);
    expect(info).toEqual({
      version: 'TLSv1.3',
      alpn: undefined,
      isPeerVerified: false,
      peerCertificate: undefined,
    });
  });

  it('knows what was settled already when a connection opens', async () => {
    const transport = tcp({ tls });
    const versions: (string | undefined)[] = [];
    const bound = await scene.listen(transport, 'tls://127.0.0.1:0');
    const connection = await transport.dial(bound.address, (opened) => {
      versions.push(transport.tlsInfo(opened)?.version);
      return { onData() {}, onDrain() {}, onClose() {} };
    });
    scene.after(() => connection.abort());
    expect(versions).toEqual(['TLSv1.3']);
  });

  it('forgets a socket when it closes, and not its successor', () => {
    const sockets = new TlsSockets();
    const ends = { local: 'tls://127.0.0.1:1', remote: 'tls://127.0.0.1:2' };
    const [first, second] = [handshaken(), handshaken()];
    sockets.add(ends, first);
    expect(sockets.infoOf(ends)?.version).toBe('TLSv1.3');
    sockets.add(ends, second);
    first.emit('close');
    expect(sockets.infoOf(ends)?.version).toBe('TLSv1.3');
    second.emit('close');
    expect(sockets.infoOf(ends)).toBeUndefined();
  });

  it('knows nothing of a connection without TLS, or of one that is closed', async () => {
    const transport = tcp({ tls });
    const [plain] = await scene.pair(transport, 'tcp://127.0.0.1:0');
    expect(transport.tlsInfo(plain.connection)).toBeUndefined();
    const [secure] = await scene.pair(transport, 'tls://127.0.0.1:0');
    await secure.connection.close();
    expect(transport.tlsInfo(secure.connection)).toBeUndefined();
  });
});
