// Datagrams without anything, to a server that sends them back.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { bareExchange } from '../exchange.ts';
import { type Dial, driveExchanges } from './exchanges.ts';

const { hostname, port } = new URL(process.argv[2] ?? '');

const dial: Dial = async (open) => {
  const socket: Socket = createSocket('udp4');
  socket.connect(Number(port), hostname);
  await once(socket, 'connect');
  const handler = open({
    send(bytes) {
      socket.send(bytes);
      return true;
    },
    async close() {
      socket.close();
    },
  });
  socket.on('message', (datagram) => handler.onData(datagram));
  socket.on('error', (error) => handler.onClose(error));
};
driveExchanges(dial, (bodyBytes) => bareExchange('echo', bodyBytes));
