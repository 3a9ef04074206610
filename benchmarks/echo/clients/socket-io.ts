import { io } from 'socket.io-client';
import { driveRounds } from './drive.ts';

const socket = io(process.argv[2] ?? '', { transports: ['websocket'] });
socket.once('connect', () => {
  driveRounds((player, answered) => socket.emit('echo', player, answered));
});
