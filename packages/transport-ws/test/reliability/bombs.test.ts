import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { call, connect, raw } from '@net/core';
import { packets } from '@net/packet';
import { ws } from '../../src/index.ts';
import { masked } from '../support/raw-peer.ts';
import { Scene } from '../support/scene.ts';
import { openMany } from './support/attackers.ts';
import { ServerProcess, type Setup } from './support/server-process.ts';

const scene = new Scene();
afterEach(() => scene.close());

const Echo = call(1, raw(), raw());
const ATTACKERS = 20;
const MEBIBYTE = 1024 * 1024;
const FRAGMENTS = 131_000;
const DEFLATE = 'Sec-WebSocket-Extensions: permessage-deflate';

describe('twenty attackers, each with a bomb', () => {
  it('are closed as BAD_PACKET for 131,000 fragments of one byte', async () => {
    const bomb = masked('02', 'a') + masked('00', 'a').repeat(FRAGMENTS - 1);
    const { ends, grownBytes } = await attack(Buffer.from(bomb, 'hex'));
    expect(ends).toEqual({ BAD_PACKET: ATTACKERS });
    expect(grownBytes).toBeLessThan(32 * MEBIBYTE);
  }, 60_000);

  it('are closed as BAD_PACKET for 131,000 fragments of none', async () => {
    const bomb = masked('02', '') + masked('00', '').repeat(FRAGMENTS - 1);
    const { ends, grownBytes } = await attack(Buffer.from(bomb, 'hex'));
    expect(ends).toEqual({ BAD_PACKET: ATTACKERS });
    expect(grownBytes).toBeLessThan(32 * MEBIBYTE);
  }, 60_000);

  it('are closed as FRAME_TOO_LARGE for 32 MiB of zeros, deflated to a thousandth', async () => {
    const bomb = compressed(deflateRawSync(Buffer.alloc(32 * MEBIBYTE)));
    expect(bomb.length).toBeLessThan((32 * MEBIBYTE) / 1000);
    const setup = { ws: { perMessageDeflate: true } };
    const { ends, grownBytes } = await attack(bomb, setup, [DEFLATE]);
    expect(ends).toEqual({ FRAME_TOO_LARGE: ATTACKERS });
    expect(grownBytes).toBeLessThan(32 * MEBIBYTE);
  }, 60_000);

  it('are closed as BAD_PACKET for a message that is compressed though nobody agreed to it', async () => {
    const { ends } = await attack(compressed(deflateRawSync(Buffer.alloc(32 * MEBIBYTE))));
    expect(ends).toEqual({ BAD_PACKET: ATTACKERS });
  }, 60_000);
});

/** Send `bomb` from everywhere, to a server that serves somebody else meanwhile. */
async function attack(bomb: Buffer, setup: Setup = {}, headers: readonly string[] = []) {
  const server = await ServerProcess.start(setup);
  scene.after(() => server.kill());
  const control = await connect(server.address, { transports: [ws()], protocol: packets() });
  scene.after(() => control.close());
  const peers = await openMany(scene, server.address, ATTACKERS, headers);
  const before = await server.ask({ kind: 'state' });
  for (const { socket } of peers) socket.write(bomb);
  const answers = Array.from({ length: 100 }, () => control.request(Echo, new Uint8Array(1000)));
  const after = await server.ask({ kind: 'sessions', most: 1 });
  expect(await Promise.all(answers)).toHaveLength(100);
  return { ends: after.ends, grownBytes: after.peakBytes - before.residentBytes };
}

/** A message in one frame, whose first reserved bit says that it is compressed (RFC 7692, section 6). */
function compressed(bytes: Buffer): Buffer {
  return Buffer.from(masked('c2', bytes), 'hex');
}
