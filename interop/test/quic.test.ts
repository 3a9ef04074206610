import { randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { message, raw, Router, serve } from '@net/core';
import { gonet } from '@net/packet';
import { quic, type QuicOptions } from '@net/transport-quic';
import { readFileSync } from 'node:fs';
import { type CertificateFiles, writeCertificate } from '../../apps/shared/src/certificate.ts';
import { GoPeer } from '../src/go-peer.ts';
import { quicClient, QuicPeer, startQuicEcho } from '../src/quic-echo.ts';

const peer = await GoPeer.build('quic');
const describeQuic = peer.isAvailable ? describe : describe.skip;
const folder = await mkdtemp(join(tmpdir(), 'net-quic-'));
const files = await certificate('shown');
const stranger = await certificate('strange');
afterAll(() => rm(folder, { recursive: true }));

const everyMessage = { messages: 1000, failures: 0 };
const bulkBytes = 64 * 1024 * 1024;

describeQuic('a Go client on quic-go 0.65.0 at our server', () => {
  it('gets every message back', async () => {
    expect(await atOurServer('echo')).toEqual(everyMessage);
  }, 60_000);

  it('gets 64 MB back as they were', async () => {
    const report = await atOurServer('bulk');
    expect(report.bytes).toBe(bulkBytes);
    expect(report.received).toBe(report.sent);
  }, 120_000);

  it('sees our code of a stream, and we see its own', async () => {
    await using server = await startQuicEcho(files);
    expect(await goCase('codes', server.address)).toEqual({ reset: 23, alive: true });
    expect(server.ends).toContain('RATE_LIMITED');
    expect(server.ends).toContain('OVERLOADED');
  }, 60_000);

  it('sees our code of a connection', async () => {
    expect(await atOurServer('closed')).toEqual({ code: 22 });
  }, 60_000);

  it('closes with a code that we see', async () => {
    await using server = await startQuicEcho(files);
    await goCase('close', server.address);
    expect(server.ends).toEqual(['TOO_MANY_SESSIONS']);
  }, 60_000);

  it('gets a datagram back', async () => {
    expect(await atOurServer('datagram')).toEqual({ equal: true });
  }, 60_000);

  it('proves its address where we want it to', async () => {
    expect(await atOurServer('echo', { retryAbove: 0 })).toEqual(everyMessage);
  }, 60_000);

  it('resumes, and sends no early data', async () => {
    expect(await atOurServer('resume')).toEqual({ resumed: [false, true] });
  }, 60_000);

  it('ends after our idle timeout', async () => {
    expect(await atOurServer('idle', { idleTimeoutMs: 500 })).toEqual({ timedOut: true });
  }, 60_000);

  it('refuses a certificate that it does not trust, and a server without its protocol', async () => {
    await using server = await startQuicEcho(files);
    const distrusting = await peer.runClient(server.address, '-ca', stranger.cert);
    expect(distrusting).toMatchObject({ exitCode: 1, errors: expect.stringContaining('x509') });
    const other = ['-ca', files.cert, '-alpn', 'another'];
    const speechless = await peer.runClient(server.address, ...other);
    expect(speechless.errors).toContain('0x178');
  }, 60_000);

  it('speaks the packets of gonet, and its protocol quic-echo-example', async () => {
    const tls = { ...readPair(files), alpn: ['quic-echo-example'] };
    const Note = message(101, raw());
    const router = new Router().handle(Note, (body, session) => void session.send(Note, body));
    const transports = [quic({ tls })];
    const stack = { transports, protocol: gonet(), router };
    await using server = await serve('quic://127.0.0.1:0', stack);
    const { host } = new URL(server.address);
    expect(await goCase('gonet', host, '-alpn', 'quic-echo-example')).toEqual(everyMessage);
  }, 60_000);
});

describeQuic('our client at a Go server on quic-go 0.65.0', () => {
  it('gets every message back', async () => {
    await using server = await goServer();
    expect(await echoMessages(server.address)).toBe(1000);
  }, 60_000);

  it('gets 64 MB back as they were', async () => {
    await using server = await goServer();
    const ours = await QuicPeer.dial(await quicClient(files), server.address);
    const { sent, received } = await ours.askBulk(bulkBytes / 65_536);
    expect(received).toBe(sent);
    await ours.connection.close();
    expect(ours.end).toBe('NORMAL');
  }, 120_000);

  it('sees the codes of a reset, of a stop and of a close', async () => {
    await using server = await goServer();
    const ours = await QuicPeer.dial(await quicClient(files), server.address);
    await ours.ask(Buffer.from('hello'));
    expect(await ours.endOfChannel('!reset 23')).toBe('RATE_LIMITED');
    expect(await ours.endOfChannel('!stop 24')).toBe('CANCEL_FLOOD');
    await ours.ask(Buffer.from('still alive'));
    expect(await ours.endOfChannel('!close 25')).toBe('TOO_MANY_SESSIONS');
    expect(ours.end).toBe('TOO_MANY_SESSIONS');
  }, 60_000);

  it('gets a datagram back', async () => {
    await using server = await goServer();
    const ours = await QuicPeer.dial(await quicClient(files), server.address);
    const sent = randomBytes(1000);
    expect(ours.connection.sendDatagram(Uint8Array.from(sent))).toBe(true);
    await ours.until(() => ours.datagrams.length > 0);
    expect(ours.datagrams[0]).toEqual(sent);
    ours.connection.abort();
  }, 60_000);

  it('proves its address where the server wants it to', async () => {
    await using server = await goServer('-retry');
    expect(await echoMessages(server.address)).toBe(1000);
  }, 60_000);

  it('resumes', async () => {
    await using server = await goServer();
    const transport = await quicClient(files);
    const resumed: boolean[] = [];
    for (let times = 0; times < 2; times += 1) {
      const ours = await QuicPeer.dial(transport, server.address);
      await ours.ask(Buffer.from('hello'));
      resumed.push(ours.connection.handshake.isResumed);
      await ours.connection.close();
    }
    expect(resumed).toEqual([false, true]);
  }, 60_000);

  it('ends after the idle timeout of the server', async () => {
    await using server = await goServer('-idle', '500');
    const transport = await quicClient(files, { keepAliveMs: false });
    const ours = await QuicPeer.dial(transport, server.address);
    await ours.ask(Buffer.from('hello'));
    await ours.until(() => ours.end !== undefined);
    expect(ours.end).toBe('CONNECTION_LOST');
  }, 60_000);

  it('refuses a certificate that it does not trust, and a server without its protocol', async () => {
    await using server = await goServer();
    const distrusting = QuicPeer.dial(await quicClient(stranger), server.address);
    await expect(distrusting).rejects.toMatchObject({ code: 'TLS_ERROR' });
    const other = await quicClient(files, { tls: { ca: readPair(files).cert, alpn: ['another'] } });
    const speechless = QuicPeer.dial(other, server.address);
    await expect(speechless).rejects.toThrow('no protocol in common');
  }, 60_000);
});

async function certificate(name: string): Promise<CertificateFiles> {
  await mkdir(join(folder, name));
  return writeCertificate(join(folder, name));
}

function readPair({ cert, key }: CertificateFiles) {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function goServer(...options: readonly string[]) {
  return peer.startServer('-cert', files.cert, '-key', files.key, ...options);
}

async function atOurServer(name: string, options?: QuicOptions) {
  await using server = await startQuicEcho(files, options);
  return await goCase(name, server.address);
}

async function goCase(name: string, address: string, ...options: readonly string[]) {
  const args = ['-ca', files.cert, '-case', name, ...options];
  const { exitCode, output, errors } = await peer.runClient(address, ...args);
  if (exitCode !== 0) throw new Error(`the Go client ended with ${exitCode}: ${errors}${output}`);
  return JSON.parse(output);
}

/** How many of 1,000 messages come back as they were. */
async function echoMessages(address: string): Promise<number> {
  const ours = await QuicPeer.dial(await quicClient(files), address);
  let equal = 0;
  for (let index = 0; index < 1000; index += 1) {
    const sent = randomBytes(1 + (index % 500));
    if ((await ours.ask(sent)).equals(sent)) equal += 1;
  }
  await ours.connection.close();
  return equal;
}
