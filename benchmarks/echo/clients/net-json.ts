import { connect, Router } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ws } from '@net/transport-ws';
import { Echo } from '../player.ts';
import { drivePlayers } from './drive-players.ts';

const session = await connect(process.argv[2] ?? '', {
  transports: [tcp(), ws()],
  protocol: packets(),
  router: new Router(),
});
drivePlayers((player, answered, failed) => {
  session.request(Echo, player).then(answered, failed);
});
