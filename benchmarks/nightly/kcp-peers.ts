// Opens as many KCP sessions as it is told to, by hand, and keeps them: each has a socket, a port of
// `source`, and says only what ikcp.c would.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const [address = '', source = ''] = process.argv.slice(2);
const { hostname, port } = new URL(address);
const sockets: Socket[] = [];

process.on('disconnect', () => process.exit());
process.on('message', ({ open }: { open: number }) => {
  void openAll(open).then(() => process.send?.({ open: sockets.length }));
});
console.log(JSON.stringify({ ready: true }));

async function openAll(count: number): Promise<void> {
  for (let left = count; left > 0; left -= batch) {
    await Promise.all(Array.from({ length: Math.min(batch, left) }, openOne));
  }
}

async function openOne(): Promise<void> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.bind(0, source);
  await once(socket, 'listening');
  socket.connect(Number(port), hostname);
  await once(socket, 'connect');
  // A server that is gone makes the figure wrong: better no figure.
  socket.on('error', () => process.exit(1));
  await talk(socket, sockets.length);
}

/**
 * Ask something until it is answered, acknowledge the answer, which shows that this address is no
 * forged one, and tell the window whenever the server wants to know it.
 */
async function talk(socket: Socket, conv: number): Promise<void> {
  const question = segment({ conv, cmd: command.push }, request);
  const timer = setInterval(() => socket.send(question), againMs);
  const answered = new Promise<void>((resolve) => {
    let una = 0;
    socket.on('message', (datagram) => {
      for (const { cmd, sn, ts } of segmentsOf(datagram)) {
        if (cmd === command.push) una = 1;
        if (cmd === command.push) socket.send(segment({ conv, cmd: command.ack, ts, sn, una }));
        if (cmd === command.windowAsk) socket.send(segment({ conv, cmd: command.windowIs, una }));
      }
      if (una > 0) resolve();
    });
  });
  socket.send(question);
  await answered;
  clearInterval(timer);
}

/** Fields of the head of a segment. */
interface Head {
  readonly cmd: number;
  readonly ts: number;
  readonly sn: number;
}

/** `conv(4) cmd(1) frg(1) wnd(2) ts(4) sn(4) una(4) len(4) data`, little-endian, as in ikcp.c. */
function segment(head: Partial<Head> & { conv: number; una?: number }, data?: Buffer): Buffer {
  const { conv, cmd = 0, ts = 0, sn = 0, una = 0 } = head;
  const bytes = Buffer.alloc(headerBytes);
  bytes.writeUInt32LE(conv, 0);
  bytes.writeUInt8(cmd, 4);
  bytes.writeUInt16LE(window, 6);
  bytes.writeUInt32LE(ts, 8);
  bytes.writeUInt32LE(sn, 12);
  bytes.writeUInt32LE(una, 16);
  if (data === undefined) return bytes;
  bytes.writeUInt32LE(data.length, 20);
  return Buffer.concat([bytes, data]);
}

/** The heads of all segments of a datagram. */
function segmentsOf(datagram: Buffer): Head[] {
  const heads: Head[] = [];
  for (let at = 0; at + headerBytes <= datagram.length;) {
    const [cmd, ts] = [datagram.readUInt8(at + 4), datagram.readUInt32LE(at + 8)];
    heads.push({ cmd, ts, sn: datagram.readUInt32LE(at + 12) });
    at += headerBytes + datagram.readUInt32LE(at + 20);
  }
  return heads;
}

const batch = 100;
const againMs = 1000;
const headerBytes = 24;
const window = 128;
const command = { push: 81, ack: 82, windowAsk: 83, windowIs: 84 } as const;
/** A request of type 1 without a body, in the framing of `packets()`. */
const request = Buffer.from('0000001300000001010000000000000000271000000000', 'hex');
