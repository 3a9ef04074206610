import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Scene, trusting } from '../support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());

/** `form(1) version(4) length(1) id length(1) id`, then what makes it 1,200 bytes. */
const UNKNOWN_VERSION = `c0 1a2a3a4a 08 0102030405060708 04 a1a2a3a4 ${'00'.repeat(1182)}`;

describe('Acceptor', () => {
  it('answers an unknown version with those it knows', async () => {
    const answers = await answersTo(UNKNOWN_VERSION);
    // RFC 8999, section 6: form, version 0, the two ids changed over, then versions.
    expect(answers[0]?.subarray(1, 19).toString('hex')).toBe(
      '0000000004a1a2a3a4080102030405060708',
    );
    const versions = answers[0]?.subarray(19) ?? Buffer.alloc(0);
    expect(versions.length % 4).toBe(0);
    expect(versions.toString('hex')).toContain('00000001');
  });

  it('answers nothing that is smaller than a first packet has to be', async () => {
    expect(await answersTo(UNKNOWN_VERSION.slice(0, -2))).toEqual([]);
  });

  it.each([
    ['no packet', '00'],
    ['the packet of a connection that it does not know', `40 ${'ab'.repeat(1300)}`],
    ['a packet of 0-RTT', `d0 00000001 08 0102030405060708 00 00 44d0 ${'00'.repeat(1200)}`],
    [
      'a first packet that cannot be read',
      `c0 00000001 08 0102030405060708 00 00 44d0 ${'00'.repeat(1200)}`,
    ],
    [
      'a first packet with a token that is not ours',
      `c0 00000001 08 0102030405060708 00 04 deadbeef 44d0 ${'00'.repeat(1200)}`,
    ],
  ])('does not answer %s', async (_, hex) => {
    expect(await answersTo(hex)).toEqual([]);
  });

  it('asks for a proof of the address in a packet smaller than the first, and keeps nothing', async () => {
    const first = `c0 00000001 08 0102030405060708 04 a1a2a3a4 00 44d0 ${'00'.repeat(1200)}`;
    const answers = await answersTo(first, 0);
    expect(answers).toHaveLength(1);
    // RFC 9000, section 17.2.5: a Retry, for the id that the client has chosen.
    expect(answers[0]![0]! & 0xf0).toBe(0xf0);
    expect(answers[0]?.subarray(1, 10).toString('hex')).toBe('0000000104a1a2a3a4');
    expect(answers[0]!.length).toBeLessThan(200);
  });
});

/** What comes back from a listener before it answers a version that nobody knows. */
async function answersTo(hex: string, retryAbove = 256): Promise<Buffer[]> {
  const { address } = await scene.listen(trusting({ retryAbove }));
  const port = Number(new URL(address).port);
  const socket = createSocket('udp4');
  scene.after(() => socket.close());
  const answers: Buffer[] = [];
  socket.on('message', (answer) => answers.push(answer));
  socket.send(bytesOf(hex), port, '127.0.0.1');
  // The last one is answered for sure, and only after the first.
  socket.send(bytesOf(UNKNOWN_VERSION), port, '127.0.0.1');
  await once(socket, 'message');
  while (!isNegotiation(answers.at(-1))) await once(socket, 'message');
  return hex === UNKNOWN_VERSION ? answers : answers.slice(0, -1);
}

function isNegotiation(answer: Buffer | undefined): boolean {
  return answer?.readUInt32BE(1) === 0;
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}
