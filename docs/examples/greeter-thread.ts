import { parentPort } from 'node:worker_threads';
import { Router, serve } from '@net/core';
import { packets } from '@net/packet';
import { Greet } from './quick-start/messages.ts';
import { worker } from './worker-transport.ts';

if (parentPort === null) throw new Error('this file is for a worker thread');
const router = new Router().handle(Greet, (name) => `hello, ${name}`);
await serve('worker://greeter', { transports: [worker(parentPort)], protocol: packets(), router });
