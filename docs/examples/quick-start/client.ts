// client.ts
import { connect } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { Greet, Say } from './messages.ts';

const session = await connect('tcp://127.0.0.1:28888', {
  transports: [tcp()],
  protocol: packets(),
});
session.send(Say, { content: 'hi' });
console.log(await session.request(Greet, 'world', { timeoutMs: 500 }));
await session.close();
