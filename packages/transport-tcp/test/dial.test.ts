import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CertificateAuthority, rejection } from '@net/testing';
import { tcp } from '../src/index.ts';
import { portOf, Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const ca = authority.cert;
const identity = authority.issue(['127.0.0.1', '::1']);

describe('dial', () => {
  it('reaches an IPv6 address', async () => {
    const [dialled, accepted] = await scene.pair(tcp(), 'tcp://[::1]:0');
    expect(dialled.connection.remote).toBe(accepted.connection.local);
    expect(dialled.connection.remote).toMatch(/^tcp:\/\/\[::1\]:\d+$/);
    dialled.send('over six');
    await accepted.untilReceived(8);
  });

  it('reaches an IPv6 address over TLS', async () => {
    const transport = tcp({ tls: { ...identity, ca } });
    const [dialled, accepted] = await scene.pair(transport, 'tls://[::1]:0');
    accepted.send('hello');
    await dialled.untilReceived(5);
  });

  it('says that nobody listens', async () => {
    const transport = tcp();
    const { listener, address } = await scene.listen(transport, 'tcp://127.0.0.1:0');
    await listener.close();
    expect(await rejection(scene.dial(transport, address))).toMatchObject({
      code: 'CONNECTION_REFUSED',
      message: `nobody listens at ${address}`,
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('says that nobody listens where no socket file is', async () => {
    const dialling = scene.dial(tcp(), `unix://${scene.folder()}/none`);
    expect(await rejection(dialling)).toMatchObject({
      code: 'CONNECTION_REFUSED',
      cause: { code: 'ENOENT' },
    });
  });

  it('says that a host name is unknown', async () => {
    const dialling = scene.dial(tcp(), 'tcp://no-such-host.invalid:1');
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('gives up on a peer that never shakes hands', async () => {
    const port = await scene.server(() => {});
    const transport = tcp({ connectTimeoutMs: 50 });
    expect(await rejection(scene.dial(transport, `tls://127.0.0.1:${port}`))).toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `no connection to tls://127.0.0.1:${port} in 50 ms`,
    });
  });

  it('leaves nothing open when it gives up', async () => {
    let left: Promise<unknown> | undefined;
    const port = await scene.server((socket) => {
      socket.resume();
      left = once(socket, 'close');
    });
    await rejection(scene.dial(tcp({ connectTimeoutMs: 50 }), `tls://127.0.0.1:${port}`));
    await left;
  });

  it('rejects with the reason of its signal in the midst of a handshake', async () => {
    const reason = new Error('changed my mind');
    const controller = new AbortController();
    let left: Promise<unknown> | undefined;
    const port = await scene.server((socket) => {
      left = once(socket, 'close');
      socket.once('data', () => controller.abort(reason));
    });
    const dialling = scene.dial(tcp(), `tls://127.0.0.1:${port}`, controller.signal);
    expect(await rejection(dialling)).toBe(reason);
    await left;
  });

  it('rejects with the reason of its signal during the lookup of a name', async () => {
    const controller = new AbortController();
    const dialling = scene.dial(tcp(), 'tcp://localhost:1', controller.signal);
    controller.abort('no Error, but a reason');
    expect(await rejection(dialling)).toBe('no Error, but a reason');
  });

  it('rejects with what open throws, and closes the connection', async () => {
    const transport = tcp();
    const bound = await scene.listen(transport, 'tcp://127.0.0.1:0');
    const fault = new Error('no handler');
    const dialling = transport.dial(bound.address, () => {
      throw fault;
    });
    expect(await rejection(dialling)).toBe(fault);
    const accepted = await bound.next();
    await accepted.untilClosed();
  });
});

describe('dial over TLS', () => {
  it.each([
    [
      'a certificate that is self-signed',
      () => new CertificateAuthority('127.0.0.1'),
      'is self-signed',
    ],
    [
      'a certificate from an unknown authority',
      () => new CertificateAuthority('Stranger').issue(['127.0.0.1']),
      'is from an unknown authority',
    ],
    [
      'a certificate for another name',
      () => authority.issue(['b.example']),
      'is for another name: dial that name, or pass it as tls.serverName',
    ],
    [
      'a certificate that has expired',
      () => authority.issue(['127.0.0.1'], { validFrom: new Date(Date.now() - 48 * 3_600_000) }),
      'has expired',
    ],
    [
      'a certificate from the future',
      () => authority.issue(['127.0.0.1'], { validFrom: new Date(Date.now() + 3_600_000) }),
      'is not valid yet',
    ],
  ])('refuses %s, and says what is wrong', async (_, make, text) => {
    const { cert, key } = make();
    const bound = await scene.listen(tcp({ tls: { cert, key } }), 'tls://127.0.0.1:0');
    const error = await rejection(scene.dial(tcp({ tls: { ca } }), bound.address));
    expect(error).toMatchObject({ code: 'TLS_ERROR', message: expect.stringContaining(text) });
    expect(String(error)).toContain(bound.address);
  });

  it('verifies the name it is told to, and asks for it', async () => {
    const server = tcp({
      tls: { ...identity, hosts: { 'a.example': authority.issue(['a.example']) } },
    });
    const bound = await scene.listen(server, 'tls://127.0.0.1:0');
    const client = tcp({ tls: { ca, serverName: 'a.example' } });
    const { connection } = await scene.dial(client, bound.address);
    const names = client.tlsInfo(connection)?.peerCertificate?.subjectAltName;
    expect(names).toBe('DNS:a.example');
  });

  it('connects to anybody when told not to verify', async () => {
    const bound = await scene.listen(tcp({ tls: new CertificateAuthority() }), 'tls://127.0.0.1:0');
    const client = tcp({ tls: { rejectUnauthorized: false } });
    const { connection } = await scene.dial(client, bound.address);
    expect(client.tlsInfo(connection)).toMatchObject({ isPeerVerified: false });
  });

  it('verifies even where the environment says not to', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    scene.after(() => {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const bound = await scene.listen(tcp({ tls: new CertificateAuthority() }), 'tls://127.0.0.1:0');
    const dialling = scene.dial(tcp(), bound.address);
    expect(await rejection(dialling)).toMatchObject({ code: 'TLS_ERROR' });
  });

  it('notices a server that does not speak TLS', async () => {
    const port = await scene.server((socket) => socket.write('220 ready\r\n'));
    const error = await rejection(scene.dial(tcp(), `tls://127.0.0.1:${port}`));
    expect(error).toMatchObject({ code: 'TLS_ERROR' });
    expect(String(error)).toContain('does not speak TLS: should it be tcp://?');
  });

  it('refuses a server that speaks only what is older than minVersion', async () => {
    const server = createTlsServer({ ...identity, maxVersion: 'TLSv1.2' });
    server.on('tlsClientError', (_, socket) => socket.destroy());
    scene.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = `tls://127.0.0.1:${portOf(server)}`;
    await scene.dial(tcp({ tls: { ca } }), address);
    const dialling = scene.dial(tcp({ tls: { ca, minVersion: 'TLSv1.3' } }), address);
    const error = await rejection(dialling);
    expect(error).toMatchObject({ code: 'TLS_ERROR' });
    expect(String(error)).toContain('no version in common: see tls.minVersion');
  });

  it('calls a peer that leaves in the midst of the handshake a failed connection', async () => {
    const port = await scene.server((socket) => socket.once('data', () => socket.end()));
    const dialling = scene.dial(tcp(), `tls://127.0.0.1:${port}`);
    expect(await rejection(dialling)).toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('reports the close of a server that hangs up at once', async () => {
    const server = createTlsServer(identity, (socket) => socket.end());
    server.on('tlsClientError', (_, socket) => socket.destroy());
    scene.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const dialled = await scene.dial(tcp({ tls: { ca } }), `tls://127.0.0.1:${portOf(server)}`);
      await dialled.untilClosed();
      expect(dialled.closes).toEqual([undefined]);
    }
  });

  it.each([0, 1, 5, 60, 130, 300, 600])(
    'survives a reset after %i bytes of the handshake',
    async (bytes) => {
      const bound = await scene.listen(tcp({ tls: identity }), 'tls://127.0.0.1:0');
      const port = await scene.relay(bound.address, (client, upstream) => {
        let relayed = 0;
        upstream.on('data', (chunk: Buffer) => {
          client.write(chunk.subarray(0, bytes - relayed));
          relayed += chunk.length;
          if (relayed >= bytes) client.resetAndDestroy();
        });
      });
      const dialling = scene.dial(tcp({ tls: { ca } }), `tls://127.0.0.1:${port}`);
      expect(await rejection(dialling)).toMatchObject({ code: 'CONNECT_FAILED' });
    },
  );
});
