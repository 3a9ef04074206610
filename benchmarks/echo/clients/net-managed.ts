import { createClient } from '@net/client-manager';
import { call, raw, Router } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { driveBodies } from './drive-bodies.ts';

const Echo = call(1, raw(), raw());
const client = createClient(process.argv[2] ?? '', {
  transports: [tcp()],
  protocol: packets(),
  router: new Router(),
});
await client.ready();
driveBodies((body, answered, failed) => {
  client.request(Echo, body).then(answered, failed);
});
