import { createSocket } from 'node:dgram';
import { announce } from '../../lib/announce.ts';

// The least that Node can do: datagrams go back as they come.
const socket = createSocket('udp4', (datagram, { address, port }) => {
  socket.send(datagram, port, address);
});
socket.bind(0, '127.0.0.1', () => {
  announce(`udp://127.0.0.1:${socket.address().port}`);
});
