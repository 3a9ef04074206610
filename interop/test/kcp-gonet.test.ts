import { describe, expect, it } from '@jest/globals';
import { GoPeer } from '../src/go-peer.ts';
import { echoMessages, startKcpEcho } from '../src/kcp-echo.ts';
import { gonetSpeech } from '../src/kcp-speech.ts';

const peer = await GoPeer.build('kcp');
const describeKcp = peer.isAvailable ? describe : describe.skip;
const speech = gonetSpeech('secret', 'pepper');
const flags = ['-gonet', '-password=secret', '-salt=pepper'];

describeKcp("the settings and packets of gonet's KCP transport, on kcp-go 5.4.20", () => {
  it('a Go client gets every packet back from our server', async () => {
    await using server = await startKcpEcho(speech);
    const { output, errors } = await peer.runClient(server.address, ...flags, '-messages=300');
    expect(errors).toBe('');
    expect(JSON.parse(output)).toEqual({ messages: 300, failures: 0 });
  }, 60_000);

  it('our client gets every packet back from a Go server', async () => {
    await using server = await peer.startServer(...flags);
    const packets = Array.from({ length: 300 }, (_, index) => gonetPacket(index));
    const report = await echoMessages(server.address, speech, packets);
    expect(report).toEqual({ messages: 300, failures: 0 });
  }, 60_000);
});

/** `size(2) id(4) body`, little-endian. */
function gonetPacket(index: number): Uint8Array {
  const body = Buffer.from(JSON.stringify({ content: 'x'.repeat((index * 37) % 1200) }));
  const header = Buffer.alloc(6);
  header.writeUInt16LE(4 + body.length, 0);
  header.writeUInt32LE(101 + index, 2);
  return Buffer.concat([header, body]);
}
