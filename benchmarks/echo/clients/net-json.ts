import { connect, Router } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { Echo } from '../player.ts';
import { driveRounds } from './drive.ts';

const session = await connect(process.argv[2] ?? '', {
  transports: [tcp()],
  protocol: packets(),
  router: new Router(),
});
driveRounds((player, answered, failed) => {
  session.request(Echo, player).then(answered, failed);
});
