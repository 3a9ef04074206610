import { io } from 'socket.io-client';
import { drivePlayers } from './drive-players.ts';

const socket = io(process.argv[2] ?? '', { transports: ['websocket'] });
socket.once('connect', () => {
  drivePlayers((player, answered) => socket.emit('echo', player, answered));
});
