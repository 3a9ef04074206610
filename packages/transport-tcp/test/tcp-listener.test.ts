import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync } from 'node:fs';
import { connect, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { parseAddress } from '@net/core/extend';
import { CertificateAuthority, rejection } from '@net/testing';
import { tcp } from '../src/index.ts';
import { Scene } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };

describe('TcpListener', () => {
  it('closes a listener while a client is still connected', async () => {
    const [dialled, accepted, bound] = await scene.pair(tcp());
    await bound.listener.close();
    dialled.send('still here');
    await accepted.untilReceived(10);
    expect(await rejection(scene.dial(tcp(), bound.address))).toMatchObject({
      code: 'CONNECTION_REFUSED',
    });
  });

  it('has the system probe its peers, each at a time of its own', async () => {
    const probes = jest.spyOn(Socket.prototype, 'setKeepAlive');
    for (let count = 0; count < 5; count++) {
      await scene.pair(tcp());
    }
    const delays = probes.mock.calls.map(([, delayMs]) => Number(delayMs));
    probes.mockRestore();
    expect(delays).toHaveLength(10);
    expect(new Set(delays).size).toBeGreaterThan(5);
    for (const delayMs of delays) {
      expect(delayMs).toBeGreaterThanOrEqual(60_000);
      expect(delayMs).toBeLessThanOrEqual(120_000);
    }
  });

  it('opens no connection whose handshake ends after its own end', async () => {
    const bound = await scene.listen(tcp({ tls }), 'tls://127.0.0.1:0');
    const port = await scene.relay(bound.address, (client, upstream) => {
      // The server's first flight is held back until the listener is closed.
      upstream.once('data', (chunk) => {
        void bound.listener.close().then(() => client.write(chunk));
      });
      upstream.on('close', () => client.destroy());
    });
    const dialled = await scene.dial(tcp({ tls }), `tls://127.0.0.1:${port}`);
    await dialled.untilClosed();
    expect(bound.accepted).toHaveLength(0);
  });

  it('removes its socket file when it closes', async () => {
    const path = `${scene.folder()}/app`;
    const { listener } = await scene.listen(tcp({ unixMode: 0o600 }), `unix://${path}`);
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    await listener.close();
    expect(existsSync(path)).toBe(false);
  });

  it('does not tell onAcceptError what listen rejects with', async () => {
    const errors: unknown[] = [];
    const transport = tcp({ onAcceptError: (error) => void errors.push(error) });
    const { address } = await scene.listen(transport, 'tcp://127.0.0.1:0');
    await rejection(scene.listen(transport, address));
    expect(errors).toEqual([]);
  });

  it.each([
    ['no options', {}],
    ['an authority only', { tls: { ca: authority.cert } }],
  ])('says which options it needs for tls:// when it has %s', async (_, options) => {
    const listening = scene.listen(tcp(options), 'tls://127.0.0.1:0');
    expect(await rejection(listening)).toMatchObject({
      code: 'INVALID_OPTION',
      message:
        'the option tls.cert of tcp() is missing: listening at tls://127.0.0.1:0 needs tls.cert and tls.key',
    });
  });

  it('survives peers that reset their connection at once', async () => {
    const address = await scene.echo(tcp(), 'tcp://127.0.0.1:0');
    const resets = Array.from({ length: 50 }, async () => {
      const socket = await scene.socket(address);
      socket.resetAndDestroy();
    });
    await Promise.all(resets);
    const dialled = await scene.dial(tcp(), address);
    dialled.send('control');
    await dialled.untilReceived(7);
  });
});

const describeOnPosix = process.platform === 'win32' ? describe.skip : describe;

describeOnPosix('TcpListener without file descriptors', () => {
  it('sheds 1,000 dials, and serves again afterwards', async () => {
    const address = await startServer(64);
    const { host, port } = parseAddress(address, 'tcp');
    const sockets: Socket[] = [];
    let answered = 0;
    for (let round = 0; round < 10; round += 1) {
      const dials = Array.from({ length: 100 }, () => isAnswered(host, port, sockets));
      answered += (await Promise.all(dials)).filter(Boolean).length;
    }
    expect(answered).toBeGreaterThan(10);
    expect(answered).toBeLessThan(64);
    for (const socket of sockets) socket.destroy();
    // It has to notice first that those have gone.
    while (!(await isAnswered(host, port, sockets)));
    sockets.at(-1)?.destroy();
  });
});

/** Whether the server answers a new connection; if not, it has closed it. */
function isAnswered(host: string, port: number, sockets: Socket[]): Promise<boolean> {
  const socket = connect(port, host, () => socket.write('x'));
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('data', () => resolve(true));
    socket.on('close', () => resolve(false));
  });
}

/** An echo server of its own that may open `descriptors` files. */
async function startServer(descriptors: number): Promise<string> {
  const program = fileURLToPath(new URL('./support/echo-server.ts', import.meta.url));
  const node = [
    process.execPath,
    '--conditions=@net/source',
    '--disable-warning=ExperimentalWarning',
  ];
  const command = ['-c', `ulimit -n ${descriptors} && exec "$@"`, 'sh', ...node, program];
  const child = spawn('sh', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  scene.after(() => child.kill('SIGKILL'));
  const [output] = await once(child.stdout, 'data');
  return String(output).trim();
}
