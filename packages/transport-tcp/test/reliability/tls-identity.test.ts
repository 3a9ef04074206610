import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectTls, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseAddress } from '@net/core/extend';
import { CertificateAuthority, rejection } from '@net/testing';
import { tcp } from '../../src/index.ts';
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
    const { address, shakes } = await listen(version);
    const names = [undefined, 'a.example', undefined, 'a.example'];
    for (const serverName of names) await greeted(tcp({ tls: { ca, serverName } }), address);
    const transport = tcp({ tls: { ca } });
    for (let dial = 0; dial < 3; dial += 1) await greeted(transport, address);
    expect(shakes.map(({ isReused }) => isReused)).toEqual(Array.from({ length: 7 }, () => false));
  });

  it('refuses a name that the certificate is not for, though another was right', async () => {
    const { address } = await listen(version);
    await greeted(tcp({ tls: { ca, serverName: 'a.example' } }), address);
    const dialling = scene.dial(tcp({ tls: { ca, serverName: 'b.example' } }), address);
    expect(await rejection(dialling)).toMatchObject({
      code: 'TLS_ERROR',
      cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  it('trusts the authorities of now, not those of before', async () => {
    const { address } = await listen(version);
    const transport = tcp({ tls: { ca } });
    await greeted(transport, address);
    transport.setTls({ ca: stranger.cert });
    expect(await rejection(scene.dial(transport, address))).toMatchObject({ code: 'TLS_ERROR' });
  });

  it('shows the certificate of now, not that of before', async () => {
    const { address, shakes } = await listen(version, { requestCert: true });
    const transport = tcp({ tls: { ca, ...authority.issue(['one']) } });
    await greeted(transport, address);
    await greeted(tcp({ tls: { ca } }), address);
    transport.setTls({ ca, ...authority.issue(['other']) });
    await greeted(transport, address);
    expect(shakes.map(({ peer }) => peer)).toEqual(['one', undefined, 'other']);
  });
});

describe.each(VERSIONS)('a listener that is offered a %s ticket', (version) => {
  it('takes none that it gave out while it trusted another authority', async () => {
    const tls = { ...identity, requestCert: true };
    const transport = tcp({ tls: { ...tls, ca } });
    const bound = await scene.listen(transport, 'tls://127.0.0.1:0');
    const { address, accepted } = bound;
    const greet = async (): Promise<unknown> => (await bound.next()).send(GREETING);
    const client = { ...authority.issue(['one']), maxVersion: version };
    const session = await ticketFrom(address, client, greet);
    const before = rawDial(address, { maxVersion: version, session });
    await greet();
    await until(before, 'data');
    expect([accepted.length, before.isSessionReused()]).toEqual([2, true]);
    transport.setTls({ ...tls, ca: stranger.cert });
    await until(rawDial(address, { ...client, session }), 'close');
    expect(accepted).toHaveLength(2);
  });

  it('takes none where it has several names, so none of another name', async () => {
    const hosts = { 'a.example': identity, 'b.example': authority.issue(['b.example']) };
    const transport = tcp({ tls: { ...identity, hosts } });
    const bound = await scene.listen(transport, 'tls://127.0.0.1:0');
    const greet = async (): Promise<unknown> => (await bound.next()).send(GREETING);
    const client = { maxVersion: version, servername: 'a.example' };
    const session = await ticketFrom(bound.address, client, greet);
    const again = ['a.example', 'b.example'].map((servername) =>
      rawDial(bound.address, { ...client, servername, session }),
    );
    const greetings = again.map((socket) => until(socket, 'data'));
    await greet();
    await greet();
    await Promise.all(greetings);
    expect(again.map((socket) => socket.isSessionReused())).toEqual([false, false]);
  });
});

describe('a process whose environment says to verify nothing', () => {
  it('verifies all the same', async () => {
    const { address } = await listen('TLSv1.2', {}, new CertificateAuthority('127.0.0.1'));
    const child = spawn(process.execPath, [...CONDITIONS, '--input-type=module', '--eval', DIAL], {
      env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '0', ADDRESS: address },
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    scene.after(() => child.kill());
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    // So that it is certain that the environment was read.
    expect(errors).toContain('NODE_TLS_REJECT_UNAUTHORIZED');
    expect(output.trim().split('\n')).toEqual(['node: connected', 'tcp(): TLS_ERROR']);
  });
});

/** What a server saw of a handshake. */
interface Shake {
  readonly isReused: boolean;
  /** The name in the client's certificate. */
  readonly peer: string | undefined;
}

/** A server without this package, which gives tickets and takes them, and greets. */
async function listen(version: 'TLSv1.2' | 'TLSv1.3', options: TlsOptions = {}, own = identity) {
  const shakes: Shake[] = [];
  const versions = { minVersion: version, maxVersion: version };
  const server = createServer(
    { ...own, ...versions, ...options, ca, rejectUnauthorized: false, sessionTimeout: 300 },
    (socket) => {
      const peer = socket.getPeerX509Certificate()?.subject.replace('CN=', '');
      shakes.push({ isReused: socket.isSessionReused(), peer });
      scene.after(() => socket.destroy());
      socket.on('error', () => {});
      socket.write(GREETING);
    },
  );
  server.on('tlsClientError', (_, socket) => socket.destroy());
  scene.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `tls://127.0.0.1:${portOf(server)}`;
  await expectTickets(address, shakes);
  return { address, shakes };
}

/** Without it nothing would be shown: who offers a ticket to the server need not shake hands anew. */
async function expectTickets(address: string, shakes: Shake[]): Promise<void> {
  const session = await ticketFrom(address, { rejectUnauthorized: false });
  const again = rawDial(address, { rejectUnauthorized: false, session });
  await once(again, 'data');
  again.destroy();
  expect(shakes.splice(0).map(({ isReused }) => isReused)).toEqual([false, true]);
}

/** A ticket, once whatever the server sends has come. */
async function ticketFrom(
  address: string,
  options: object,
  greet: () => unknown = () => {},
): Promise<Buffer> {
  const socket = rawDial(address, options);
  const tickets: Buffer[] = [];
  socket.on('session', (ticket) => tickets.push(ticket));
  // With TLS 1.3 the greeting may be read before the tickets are told of.
  const told = Promise.all([once(socket, 'session'), once(socket, 'data')]);
  await greet();
  await told;
  socket.destroy();
  return tickets.at(-1)!;
}

function rawDial(address: string, options: object): TLSSocket {
  const { host, port } = parseAddress(address, 'tls');
  const socket = connectTls({ host, port, ca, ...options });
  scene.after(() => socket.destroy());
  return socket;
}

/** Resolves with `event`, or once the socket has failed. */
async function until(socket: TLSSocket, event: 'close' | 'data'): Promise<void> {
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once(event, resolve));
}

/** Dial, and wait for what comes after the tickets. */
async function greeted(transport: ReturnType<typeof tcp>, address: string): Promise<void> {
  const dialled = await scene.dial(transport, address);
  await dialled.untilReceived(GREETING.length);
}

const GREETING = 'welcome';
const CONDITIONS = ['--conditions=@net/source'];
/** Dials without this package, and then with it. */
const DIAL = `
  import { connect } from 'node:tls';
  import { tcp } from '../../src/index.ts';
  const { hostname: host, port } = new URL(process.env.ADDRESS.replace('tls:', 'http:'));
  const socket = connect({ host, port });
  await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
  socket.destroy();
  console.log('node: connected');
  const dialling = tcp().dial(process.env.ADDRESS, () => ({ onData() {}, onDrain() {}, onClose() {} }));
  await dialling.then(
    (connection) => (connection.abort(), console.log('tcp(): connected')),
    (error) => console.log('tcp(): ' + error.code),
  );
`;
