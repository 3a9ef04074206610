import { ClientProxyFactory, Transport } from '@nestjs/microservices';
import { driveRounds } from './drive.ts';

const [host, port] = (process.argv[2] ?? '').split(':');
const client = ClientProxyFactory.create({
  transport: Transport.TCP,
  options: { host: host ?? '', port: Number(port) },
});
await client.connect();
driveRounds((player, answered, failed) => {
  client.send('echo', player).subscribe({ next: answered, error: failed });
});
