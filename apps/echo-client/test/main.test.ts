import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChildProgram, parseEchoReport } from '@net/apps-shared';
import { type CertificateFiles, writeCertificate } from '@net/apps-shared/certificate';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const CLIENT = import.meta.resolve('../src/main.ts');
const SERVER = import.meta.resolve('@net/echo-server');
const programs: ChildProgram[] = [];
let folder: string;
let certificate: CertificateFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'net-test-'));
  certificate = await writeCertificate(folder);
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function run(entry: string, argv: readonly string[]): ChildProgram {
  const program = new ChildProgram(entry, argv);
  programs.push(program);
  return program;
}

async function startServer(listen: string, ...argv: string[]): Promise<[string, ChildProgram]> {
  const tls = ['--tls-cert', certificate.cert, '--tls-key', certificate.key];
  const program = run(SERVER, ['--listen', listen, ...tls, ...argv]);
  const [line = ''] = await program.firstLines(1);
  return [line.replace('listening on ', ''), program];
}

function runClient(address: string, ...argv: string[]): ChildProgram['ended'] {
  return run(CLIENT, ['--connect', address, ...argv]).ended;
}

describe('echo-client', () => {
  it.each(['tcp://127.0.0.1:0', 'tls://127.0.0.1:0', 'unix://{folder}/echo.sock'])(
    'measures a server at %s, which then drains and exits with 0',
    async (listen) => {
      const [address, server] = await startServer(listen.replace('{folder}', folder));
      const flow = ['--count', '500', '--concurrency', '8', '--one-way'];
      const client = await runClient(address, ...flow, '--json', '--tls-ca', certificate.cert);
      expect(client).toMatchObject({ exitCode: 0, stderr: '' });
      expect(parseEchoReport(client.stdout)).toMatchObject({
        transport: listen.slice(0, listen.indexOf(':')),
        requests: 500,
        failures: 0,
        oneWayPerSecond: expect.any(Number),
      });
      server.kill('SIGTERM');
      expect(await server.ended).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it.each(['packets', 'turbo', 'turbo-2017', 'gonet'])('speaks %s, with JSON too', async (name) => {
    const protocol = ['--protocol', name, '--codec', 'json'];
    const [address] = await startServer('tcp://127.0.0.1:0', ...protocol);
    const flow = ['--count', '200', '--concurrency', '4', '--one-way'];
    const { exitCode, stdout } = await runClient(address, ...protocol, ...flow);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^requests +200 over tcp in [\d.]+ s\n(.*\n){5}failures +0\n$/);
  });

  it('sends bodies of a megabyte, many at once', async () => {
    const [address] = await startServer('tcp://127.0.0.1:0');
    const flow = ['--body', '1048576', '--count', '24', '--concurrency', '8', '--one-way'];
    expect(await runClient(address, ...flow)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('names MESSAGE_TOO_LARGE and both numbers for a body over the limit', async () => {
    const [address] = await startServer('tcp://127.0.0.1:0', '--protocol', 'turbo');
    const { exitCode, stderr } = await runClient(address, '--protocol', 'turbo', '--body', '40000');
    expect(stderr).toMatch(/^echo-client: MESSAGE_TOO_LARGE: .*\b40000\b.*\b32749\b.*\n$/);
    expect(exitCode).toBe(1);
  });

  it('counts answers that do not come, and exits with 1', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const flow = ['--count', '3', '--concurrency', '3', '--timeout', '50'];
    const { exitCode, stdout } = await runClient(`tcp://127.0.0.1:${port}`, ...flow);
    for (const socket of sockets) socket.destroy();
    silent.close();
    expect(stdout).toMatch(/\nfailures +3 \(REQUEST_TIMEOUT 3\)\n$/);
    expect(exitCode).toBe(1);
  });

  it('says in one line that nobody listens', async () => {
    const missing = `unix://${folder}/none.sock`;
    expect(await runClient(missing)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `echo-client: CONNECTION_REFUSED: nobody listens at ${missing}; is the server running?\n`,
    });
  });

  it('says in one line that it does not trust the certificate', async () => {
    const [address] = await startServer('tls://127.0.0.1:0');
    const { exitCode, stderr } = await runClient(address);
    expect(stderr).toMatch(/^echo-client: TLS_ERROR: .*self-signed.*--tls-ca\n$/);
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--connect', 'tcp://127.0.0.1'], /^echo-client: BAD_ADDRESS: .*\n$/],
    [['--connect', 'ftp://127.0.0.1:1'], /^echo-client: nothing serves ftp:, choose one of .*\n$/],
    [['--conect', 'x'], /^echo-client: unknown option '--conect'; see --help\n$/],
  ])('says in one line what is wrong with %j, and exits with 2', async (argv, stderr) => {
    const result = await run(CLIENT, argv).ended;
    expect(result).toEqual({ exitCode: 2, stdout: '', stderr: expect.stringMatching(stderr) });
  });
});
