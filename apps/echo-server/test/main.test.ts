import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { ChildProgram } from '@net/apps-shared';
import { afterEach, describe, expect, it } from '@jest/globals';

const MAIN = import.meta.resolve('../src/main.ts');
const programs: ChildProgram[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const program of programs.splice(0)) await program[Symbol.asyncDispose]();
});

function run(...argv: string[]): ChildProgram {
  const program = new ChildProgram(MAIN, argv);
  programs.push(program);
  return program;
}

async function startServer(...argv: string[]): Promise<{ program: ChildProgram; port: number }> {
  const program = run('--listen', 'tcp://127.0.0.1:0', ...argv);
  const [line = ''] = await program.firstLines(1);
  return { program, port: Number(/^listening on tcp:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1]) };
}

/** Sends bytes in hex and returns as many bytes of the answer. */
async function exchange(port: number, hex: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  socket.write(bytes);
  let answer = Buffer.alloc(0);
  while (answer.length < bytes.length) {
    const [chunk] = await once(socket, 'data');
    answer = Buffer.concat([answer, chunk]);
  }
  return answer.toString('hex');
}

function failure(exitCode: number, stderr: RegExp): object {
  return { exitCode, stdout: '', stderr: expect.stringMatching(stderr) };
}

describe('echo-server', () => {
  it('speaks the 23-byte frame of turbo', async () => {
    const { port } = await startServer('--protocol', 'turbo', '--codec', 'raw');
    // Length(4) Opaque(4) CmdType(1) Version(2) Extension(8) BodyLen(4) Body
    const packet = '00000017 00000001 01 0000 0000000000000000 00000004 6563686f';
    expect(await exchange(port, packet)).toBe(packet.replaceAll(' ', ''));
    const largeOpaque = '00000013 000270ff 7f 0000 0000000000000000 00000000';
    expect(await exchange(port, largeOpaque)).toBe(largeOpaque.replaceAll(' ', ''));
  });

  it('speaks the 19-byte frame of turbo since 2017', async () => {
    const { port } = await startServer('--protocol', 'turbo-2017');
    // Opaque(4) CmdType(1) Version(2) Extension(8) BodyLen(4) Body
    const packet = '00000001 01 0000 0000000000000000 00000004 6563686f';
    expect(await exchange(port, packet)).toBe(packet.replaceAll(' ', ''));
  });

  it('speaks gonet, where every message comes back', async () => {
    const { port } = await startServer('--protocol', 'gonet');
    // Size(2) MessageId(4) Body, little-endian
    const packet = '1400 65000000 7b22636f6e74656e74223a226869227d';
    expect(await exchange(port, packet)).toBe(packet.replaceAll(' ', ''));
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s while a client is connected',
    async (signal) => {
      const { program, port } = await startServer();
      await exchange(port, '00000017 00000001 01 0000 0000000000000000 00000004 6563686f');
      const closed = once(sockets[0]!.resume(), 'close');
      program.kill(signal);
      await closed;
      expect(await program.ended).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it.each([
    [['--lisen', 'x'], /^echo-server: unknown option '--lisen'; see --help\n$/],
    [['--listen', '127.0.0.1:1'], /^echo-server: BAD_ADDRESS: .*, got "127\.0\.0\.1:1"\n$/],
    [['--listen', 'ftp://127.0.0.1:1'], /^echo-server: nothing serves ftp:, choose one of .*\n$/],
    [
      ['--listen', 'tls://127.0.0.1:0'],
      /^echo-server: INVALID_OPTION: .*--tls-cert and --tls-key.*\n$/,
    ],
  ])('says in one line what is wrong with %j, and exits with 2', async (argv, stderr) => {
    expect(await run(...argv).ended).toEqual(failure(2, stderr));
  });

  it('says in one line that a port is taken, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { ended } = run('--listen', `tcp://127.0.0.1:${port}`);
    expect(await ended).toEqual(
      failure(
        1,
        /^echo-server: ADDRESS_IN_USE: .*; choose another port, or port 0 for a free one\n$/,
      ),
    );
    taken.close();
  });

  it('says in one line that a certificate is missing, and exits with 1', async () => {
    const tls = ['--tls-cert', 'missing.pem', '--tls-key', 'missing.pem'];
    expect(await run('--listen', 'tls://127.0.0.1:0', ...tls).ended).toEqual(
      failure(1, /^echo-server: cannot read --tls-cert "missing.pem" \(ENOENT\)\n$/),
    );
  });

  it('explains itself on --help', async () => {
    const { exitCode, stdout } = await run('--help').ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: echo-server \[options\]\n/);
  });
});
