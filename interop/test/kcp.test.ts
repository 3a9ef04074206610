import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { udpChaosProxy } from '@net/testing';
import { deriveKey } from '@net/transport-kcp';
import { GoPeer } from '../src/go-peer.ts';
import { echoBulk, echoMessages, startKcpEcho } from '../src/kcp-echo.ts';
import { flagsOf, type KcpSpeech } from '../src/kcp-speech.ts';

const peer = await GoPeer.build('kcp');
const describeKcp = peer.isAvailable ? describe : describe.skip;

const key = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const derived = Buffer.from(deriveKey('a password', 'kcp-go', { iterations: 4096 })).toString(
  'hex',
);
const shards = { dataShards: 10, parityShards: 3 };

const speeches: [string, KcpSpeech][] = [
  ['without a cipher', {}],
  ['with a checksum only', { crypt: 'none' }],
  ['xor', { crypt: 'xor', key }],
  ['salsa20', { crypt: 'salsa20', key }],
  ['aes-128', { crypt: 'aes-128', key: key.slice(0, 32) }],
  ['aes-256 with a key from a password', { crypt: 'aes-256', key: derived }],
  ['sm4', { crypt: 'sm4', key: key.slice(0, 32) }],
  ['3des', { crypt: '3des', key: key.slice(0, 48) }],
  ['aes-gcm', { crypt: 'aes-gcm', key }],
  ['error correction (10, 3)', shards],
  ['aes-128 and error correction (10, 3)', { crypt: 'aes-128', key: key.slice(0, 32), ...shards }],
  ['aes-gcm and error correction (10, 3)', { crypt: 'aes-gcm', key, ...shards }],
];

describeKcp.each(speeches)('kcp-go 5.6.72, %s', (_name, speech) => {
  it('a Go client gets every message back from our server', async () => {
    await using server = await startKcpEcho(speech);
    expect(await goMessages(server.address, speech)).toEqual(everyMessage);
  }, 60_000);

  it('our client gets every message back from a Go server', async () => {
    await using server = await peer.startServer(...flagsOf(speech));
    expect(await echoMessages(server.address, speech, messages())).toEqual(everyMessage);
  }, 60_000);

  it('a Go client gets a stream back from our server', async () => {
    const streaming = { ...speech, stream: true };
    await using server = await startKcpEcho(streaming);
    const report = await goBulk(server.address, streaming, MEGABYTE);
    expect(report.received).toBe(report.sent);
  }, 60_000);

  it('our client gets a stream back from a Go server', async () => {
    const streaming = { ...speech, stream: true };
    await using server = await peer.startServer(...flagsOf(streaming));
    const report = await echoBulk(server.address, streaming, MEGABYTE);
    expect(report.received).toBe(report.sent);
  }, 60_000);
});

describeKcp.each([
  ['without a cipher', { stream: true }],
  ['aes-gcm', { stream: true, crypt: 'aes-gcm', key }],
] satisfies [string, KcpSpeech][])('20 MB to kcp-go 5.6.72 and back, %s', (_name, speech) => {
  it('come whole to a Go client from our server', async () => {
    await using server = await startKcpEcho(speech);
    const report = await goBulk(server.address, speech, 20 * MEGABYTE);
    expect(report.received).toBe(report.sent);
  }, 120_000);

  it('come whole to our client from a Go server', async () => {
    await using server = await peer.startServer(...flagsOf(speech));
    const report = await echoBulk(server.address, speech, 20 * MEGABYTE);
    expect(report.received).toBe(report.sent);
  }, 120_000);
});

describeKcp.each([
  ['aes-128', { crypt: 'aes-128', key: key.slice(0, 32) }],
  ['aes-gcm and error correction (10, 3)', { crypt: 'aes-gcm', key, ...shards }],
] satisfies [string, KcpSpeech][])(
  'a link to kcp-go that loses 10 % each way, %s',
  (_name, speech) => {
    it('a Go client gets every message back from our server', async () => {
      await using server = await startKcpEcho(speech);
      await using proxy = await udpChaosProxy(`kcp://${server.address}`, lossy);
      expect(await goMessages(hostOf(proxy.address), speech)).toEqual(everyMessage);
    }, 60_000);

    it('our client gets every message back from a Go server', async () => {
      await using server = await peer.startServer(...flagsOf(speech));
      await using proxy = await udpChaosProxy(`kcp://${server.address}`, lossy);
      expect(await echoMessages(hostOf(proxy.address), speech, messages())).toEqual(everyMessage);
    }, 60_000);

    it('a Go client gets a stream back from our server', async () => {
      const streaming = { ...speech, stream: true };
      await using server = await startKcpEcho(streaming);
      await using proxy = await udpChaosProxy(`kcp://${server.address}`, lossy);
      const report = await goBulk(hostOf(proxy.address), streaming, MEGABYTE);
      expect(report.received).toBe(report.sent);
    }, 60_000);

    it('our client gets a stream back from a Go server', async () => {
      const streaming = { ...speech, stream: true };
      await using server = await peer.startServer(...flagsOf(streaming));
      await using proxy = await udpChaosProxy(`kcp://${server.address}`, lossy);
      const report = await echoBulk(hostOf(proxy.address), streaming, MEGABYTE);
      expect(report.received).toBe(report.sent);
    }, 60_000);
  },
);

describeKcp.each([
  ['ours has none', {}, shards],
  ['ours is (10, 3)', shards, { dataShards: 3, parityShards: 2 }],
  ['theirs has none', shards, {}],
] satisfies [string, KcpSpeech, KcpSpeech][])(
  'a lossy link to kcp-go with other error correction, %s',
  (_name, ours, theirs) => {
    it('a Go client gets every message back from our server', async () => {
      await using server = await startKcpEcho(ours);
      await using proxy = await udpChaosProxy(`kcp://${server.address}`, lossy);
      expect(await goMessages(hostOf(proxy.address), theirs)).toEqual(everyMessage);
    }, 60_000);

    it('our client gets every message back from a Go server', async () => {
      await using server = await peer.startServer(...flagsOf(theirs));
      await using proxy = await udpChaosProxy(`kcp://${server.address}`, lossy);
      expect(await echoMessages(hostOf(proxy.address), ours, messages())).toEqual(everyMessage);
    }, 60_000);
  },
);

async function goMessages(address: string, speech: KcpSpeech) {
  const { output, errors } = await peer.runClient(
    address,
    ...flagsOf(speech),
    `-sizes=${SIZES.join()}`,
  );
  if (output === '') throw new Error(`the Go client said nothing but ${errors}`);
  return JSON.parse(output);
}

async function goBulk(address: string, speech: KcpSpeech, bytes: number) {
  const { output, errors } = await peer.runClient(address, ...flagsOf(speech), `-bulk=${bytes}`);
  if (output === '') throw new Error(`the Go client said nothing but ${errors}`);
  return JSON.parse(output);
}

function messages(): Uint8Array[] {
  return Array.from({ length: 1000 }, (_, index) => randomBytes(SIZES[index % SIZES.length]!));
}

function hostOf(address: string): string {
  return new URL(address).host;
}

const everyMessage = { messages: 1000, failures: 0 };
const lossy = { seed: 6, loss: 0.1, delayMs: 5, jitterMs: 5 };
const MEGABYTE = 1024 * 1024;
/** The largest fits a datagram under every header. */
const SIZES = [1, 64, 1300];
