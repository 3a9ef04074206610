import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { drivePlayers } from './drive-players.ts';

const [host, port] = (process.argv[2] ?? '').split(':');
const client = ClientProxyFactory.create({
  transport: Transport.TCP,
  options: { host: host ?? '', port: Number(port) },
});
await client.connect();
drivePlayers((player, answered, failed) => {
  client.send('echo', player).subscribe({ next: answered, error: failed });
});
