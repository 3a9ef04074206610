// Messages that may be lost, sent back: `datagrams.ts <address> <folder of the certificate>`.
import { randomBytes } from 'node:crypto';
import { connect, Router } from '@net/core';
import { packets } from '@net/packet';
import { datagramBytes } from '../contestants.ts';
import { Position } from '../position.ts';
import { secureClient } from '../secure.ts';
import { driveRounds } from './drive.ts';

const [address = '', folder = ''] = process.argv.slice(2);
// Who waits for the one with this number, in a ring that no window fills.
const waiting: ((reply: unknown) => void)[] = [];
const bodies = Array.from({ length: 1024 }, (_, number) => {
  const body = randomBytes(datagramBytes);
  body.writeUInt32BE(number);
  return body;
});
const router = new Router().handle(Position, (body) => {
  const number = Buffer.from(body.buffer, body.byteOffset, body.length).readUInt32BE();
  waiting[number]?.(body);
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
    waiting[body.readUInt32BE()] = answered;
    session.send(Position, body, { delivery: 'unreliable' });
  },
});
