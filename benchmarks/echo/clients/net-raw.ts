import { call, connect, raw, Router } from '@net/core';
import { packets, turbo } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { ws } from '@net/transport-ws';
import { driveBodies } from './drive-bodies.ts';

const [address = '', format, mode] = process.argv.slice(2);
const Echo = call(1, raw(), raw());
const session = await connect(address, {
  transports: [tcp(), ws({ batch: mode === 'batch' })],
  protocol: format === 'turbo-2017' ? turbo({ lengthPrefix: false }) : packets(),
  router: new Router(),
});
driveBodies((body, answered, failed) => {
  session.request(Echo, body).then(answered, failed);
});
