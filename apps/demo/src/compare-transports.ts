import { ChildProgram, type EchoReport, ProgramError } from '@net/apps-shared';
import { readTlsFiles, usableAddresses } from '@net/apps-shared';
import { type CertificateFiles, writeCertificate } from '@net/apps-shared/certificate';
import type { DemoOptions } from './options.ts';
import { runEchoClient } from './run-echo-client.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** What one transport can do. */
export interface Comparison {
  /** With one request in flight. */
  readonly latency: EchoReport;
  /** With many requests in flight, and with one-way messages. */
  readonly throughput: EchoReport;
}

/**
 * Measures every transport against one echo server, one after the other. Ends its child programs and
 * removes its files, also when `signal` stops it. `onMissing` is told of transports that this platform
 * has not, and why.
 *
 * @throws ProgramError with what a child program said before it failed; the signal's reason.
 */
export async function compareTransports(
  { count }: DemoOptions,
  signal: AbortSignal,
  onStep: (address: string) => void,
  onMissing: (line: string) => void,
): Promise<readonly Comparison[]> {
  return inTemporaryFolder(async (folder) => {
    const certificate = await writeCertificate(folder);
    const tls = await readTlsFiles({ tlsCert: certificate.cert, tlsKey: certificate.key });
    const { addresses: listen, missing } = await usableAddresses(folder, tls);
    for (const line of missing) onMissing(line);
    const server = startServer(listen, certificate, signal);
    try {
      const comparisons: Comparison[] = [];
      for (const line of await server.firstLines(listen.length)) {
        const address = line.replace(/^listening on /, '');
        onStep(address);
        comparisons.push(await compare(address, count, certificate, signal));
      }
      await endServer(server);
      return comparisons;
    } finally {
      await server[Symbol.asyncDispose]();
    }
  });
}

function startServer(
  addresses: readonly string[],
  { cert, key }: CertificateFiles,
  signal: AbortSignal,
): ChildProgram {
  const listen = addresses.flatMap((address) => ['--listen', address]);
  const argv = [...listen, '--tls-cert', cert, '--tls-key', key, '--quiet'];
  return new ChildProgram(SERVER, argv, { signal });
}

async function compare(
  address: string,
  count: number,
  { cert }: CertificateFiles,
  signal: AbortSignal,
): Promise<Comparison> {
  const connect = ['--connect', address, '--tls-ca', cert, '--count'];
  const latencyCount = String(Math.ceil(count / LATENCY_SHARE));
  const latency = await runEchoClient([...connect, latencyCount], signal);
  const many = [String(count), '--concurrency', String(CONCURRENCY), '--one-way'];
  return { latency, throughput: await runEchoClient([...connect, ...many], signal) };
}

async function endServer(server: ChildProgram): Promise<void> {
  server.kill('SIGTERM');
  const { exitCode, stderr } = await server.ended;
  if (exitCode !== 0) throw new ProgramError(stderr.trim() || `the server ended with ${exitCode}`);
}

const SERVER = import.meta.resolve('@net/echo-server');
const CONCURRENCY = 64;
/** One request at a time takes about that much longer than many at once. */
const LATENCY_SHARE = 10;
