import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CertificateAuthority, rejection } from '@net/testing';
import { WebSocketServer } from 'ws';
import { parseEndpoint } from '../../src/endpoint.ts';
import { ws } from '../../src/index.ts';
import { portOf, Scene } from '../support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const stranger = new CertificateAuthority('Stranger');
const ca = authority.cert;
const identity = authority.issue(['127.0.0.1', 'a.example']);
const VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

describe.each(VERSIONS)('a dialler that is given %s tickets', (version) => {
  it('shakes hands anew each time, whatever name it dials', async () => {
    const { address, resumptions } = await serve(version);
    for (const serverName of [undefined, 'a.example', undefined, 'a.example']) {
      await greeted(ws({ tls: { ca, serverName } }), address);
    }
    const transport = ws({ tls: { ca } });
    for (let dial = 0; dial < 3; dial += 1) await greeted(transport, address);
    expect(resumptions).toEqual(Array.from({ length: 7 }, () => false));
  });

  it('refuses a name that the certificate is not for, though another was right', async () => {
    const { address } = await serve(version);
    await greeted(ws({ tls: { ca, serverName: 'a.example' } }), address);
    for (const serverName of ['b.example', '127.0.0.2', 'localhost']) {
      const dialling = scene.dial(ws({ tls: { ca, serverName } }), address);
      expect(await rejection(dialling)).toMatchObject({
        code: 'TLS_ERROR',
        cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      });
    }
  });

  it('trusts its own authorities, whomever another one trusted', async () => {
    const { address } = await serve(version);
    await greeted(ws({ tls: { ca } }), address);
    const dialling = scene.dial(ws({ tls: { ca: stranger.cert } }), address);
    expect(await rejection(dialling)).toMatchObject({ code: 'TLS_ERROR' });
  });
});

describe('a dialler that is told no name', () => {
  it.each([
    ['127.0.0.1', 'localhost'],
    ['localhost', '127.0.0.1'],
  ])('verifies the host of the address: %s, and not %s', async (host, other) => {
    const { address } = await serve('TLSv1.2', authority.issue([host]));
    const { port } = parseEndpoint(address);
    await greeted(ws({ tls: { ca } }), `wss://${host}:${port}`);
    const dialling = scene.dial(ws({ tls: { ca } }), `wss://${other}:${port}`);
    expect(await rejection(dialling)).toMatchObject({
      code: 'TLS_ERROR',
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });
});

describe('a process whose environment says to verify nothing', () => {
  it('verifies all the same', async () => {
    const { address } = await serve('TLSv1.2', new CertificateAuthority('127.0.0.1'));
    const flags = ['--conditions=@net/source', '--input-type=module', '--eval', DIAL];
    const child = spawn(process.execPath, flags, {
      env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', ADDRESS: address },
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    scene.after(() => child.kill());
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    // So that it is certain that the environment was read.
    expect(errors).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
    expect(output.trim().split('\n')).toEqual(['node: connected', 'ws(): TLS_ERROR']);
  });
});

/** A server of the bare `ws` package, which gives tickets and takes them, and greets. */
async function serve(
  version: 'TLSv1.2' | 'TLSv1.3',
  own: { cert: string; key: string } = identity,
) {
  const resumptions: boolean[] = [];
  const versions = { minVersion: version, maxVersion: version };
  const server = createServer({ ...own, ...versions }, (_, response) => response.end());
  server.on('secureConnection', (socket) => {
    resumptions.push(socket.isSessionReused());
    scene.after(() => socket.destroy());
  });
  const webSockets = new WebSocketServer({ server });
  webSockets.on('connection', (webSocket) => webSocket.send(GREETING));
  scene.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `wss://127.0.0.1:${portOf(server)}`;
  await expectTickets(address, resumptions);
  return { address, resumptions };
}

/** Without it nothing would be shown: who offers a ticket to the server need not shake hands anew. */
async function expectTickets(address: string, resumptions: boolean[]): Promise<void> {
  const tickets: Buffer[] = [];
  const first = rawDial(address, {});
  first.on('session', (ticket) => tickets.push(ticket));
  await answered(first);
  const again = rawDial(address, { session: tickets.at(-1) });
  await answered(again);
  expect(resumptions.splice(0)).toEqual([false, true]);
}

function rawDial(address: string, options: object): TLSSocket {
  const { host, port } = parseEndpoint(address);
  const socket = connectTls({ host, port, rejectUnauthorized: false, ...options });
  scene.after(() => socket.destroy());
  return socket;
}

/** Ask for a page, and wait for the answer, which comes after the tickets. */
async function answered(socket: TLSSocket): Promise<void> {
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
}

/** Dial, and wait for what comes after the tickets. */
async function greeted(transport: ReturnType<typeof ws>, address: string): Promise<void> {
  const dialled = await scene.dial(transport, address);
  await dialled.untilReceived(GREETING.length);
}

const GREETING = Buffer.from('welcome');
/** Dials without this package, and then with it. */
const DIAL = `
  import { connect } from 'node:tls';
  import { ws } from '../../src/index.ts';
  const { hostname: host, port } = new URL(process.env.ADDRESS);
  const socket = connect({ host, port });
  await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
  socket.destroy();
  console.log('node: connected');
  const dialling = ws().dial(process.env.ADDRESS, () => ({ onData() {}, onDrain() {}, onClose() {} }));
  await dialling.then(
    (connection) => (connection.abort(), console.log('ws(): connected')),
    (error) => console.log('ws(): ' + error.code),
  );
`;
