// The `ws` package alone: packets as whole messages, replies in the order of their requests.
import { WebSocket } from 'ws';
import { buildFrames, distinctFrames } from '../../load/frames.ts';
import { rawBody } from '../contestants.ts';
import { driveRounds } from './drive.ts';

const [address = '', reply] = process.argv.slice(2);
const requests = cut(buildFrames('turbo-2017', rawBody, false));
const replies = cut(buildFrames('turbo-2017', rawBody, reply === 'flagged'));
// Who waits for the replies to come, in a ring that no window fills.
const waiting: ((reply: unknown) => void)[] = [];
let sent = 0;
let received = 0;

const socket = new WebSocket(address);
socket.on('error', (error) => console.error(error.message));
socket.on('close', () => process.exit(1));
socket.on('message', (message) => waiting[received++ % distinctFrames]?.(message));
socket.on('open', () => {
  driveRounds<number>({
    create: (id) => id % distinctFrames,
    isSame: (message, index) => (message as Buffer).equals(replies[index]!),
    ask(index, answered) {
      waiting[sent++ % distinctFrames] = answered;
      socket.send(requests[index]!);
    },
  });
});

function cut(frames: Buffer): readonly Buffer[] {
  const length = frames.length / distinctFrames;
  return Array.from({ length: distinctFrames }, (_, i) =>
    frames.subarray(i * length, (i + 1) * length),
  );
}
