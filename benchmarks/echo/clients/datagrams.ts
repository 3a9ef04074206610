// Messages that may be lost, sent back: `datagrams.ts <address> <folder of the certificate>`.
import { randomBytes } from 'node:crypto';
import { connect, Router } from '@net/core';
import { packets } from '@net/packet';
import { datagramBytes } from '../contestants.ts';
import { Position } from '../position.ts';
import { secureClient } from '../secure.ts';
import { driveRounds } from './drive.ts';

const resendMs = 500;
const [address = '', folder = ''] = process.argv.slice(2);
// Who waits for the one with this number, of which there are more than any window has.
const waiting = new Map<number, (reply: unknown) => void>();
const bodies = Array.from({ length: 1024 }, (_, number) => {
  const body = randomBytes(datagramBytes);
  body.writeUInt32BE(number);
  return body;
});
const router = new Router().handle(Position, (body) => {
  const number = Buffer.from(body.buffer, body.byteOffset, body.length).readUInt32BE();
  const answered = waiting.get(number);
  waiting.delete(number);
  answered?.(body);
});
const session = await connect(address, {
  transports: [await secureClient(address, folder)],
  protocol: packets(),
  router,
});

driveRounds<Buffer>({
  create: (id) => bodies[id % bodies.length]!,
  isSame: (reply, sent) => Buffer.compare(reply as Uint8Array, sent) === 0,
  ask(body, answered) {
    waiting.set(body.readUInt32BE(), answered);
    session.send(Position, body, { delivery: 'unreliable' });
  },
});

// A lost one is sent again, or its round would not end.
let unanswered: readonly number[] = [];
setInterval(() => {
  for (const number of unanswered.filter((one) => waiting.has(one))) {
    session.send(Position, bodies[number]!, { delivery: 'unreliable' });
  }
  unanswered = [...waiting.keys()];
}, resendMs);
