// The load of main.go in Node, for where there is no Go: same flags, same line of JSON, only TCP. It costs
// about as much CPU as the servers it loads, so it is often the limit; the table says so.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { cpuSecondsOf } from '../lib/cpu-time.ts';
import { Samples } from '../lib/samples.ts';
import { AnyOrder } from './any-order.ts';
import { buildFrames, distinctFrames, prefixBytes } from './frames.ts';
import { InOrder } from './in-order.ts';
import type { Replies } from './replies.ts';

const { values } = parseArgs({
  options: {
    address: { type: 'string', default: '' },
    over: { type: 'string', default: 'tcp' },
    format: { type: 'string', default: 'packets' },
    reply: { type: 'string', default: 'same' },
    order: { type: 'string', default: 'kept' },
    body: { type: 'string', default: '64' },
    connections: { type: 'string', default: '1' },
    window: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    server: { type: 'string', default: '0' },
  },
});
const limitMs = 20_000;
if (values.over !== 'tcp') throw new TypeError(`nothing goes over ${values.over}`);
const window = Number(values.window);
const count = Number(values.count);
if (!(window >= 1 && window <= distinctFrames)) {
  throw new RangeError(`a window of ${window} is not within 1…${distinctFrames}`);
}
const requests = buildFrames(values.format, Number(values.body), false);
const expected = buildFrames(values.format, Number(values.body), values.reply === 'flagged');
const frameBytes = requests.length / distinctFrames;
const samples = new Samples();
let budget = 0;
let answered = 0;
let startedMs = 0;
let cpu = process.cpuUsage();
let serverCpuSeconds: number | undefined;

/** One socket with `window` requests in flight. */
class Connection {
  readonly #socket: Socket;
  readonly #replies: Replies = createReplies();
  // Where in the repeating requests the next one begins.
  #position = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#receive(bytes as Buffer));
    socket.on('error', (error) => end(error.message));
    socket.on('close', () => end('the server closed a connection'));
  }

  send(wanted: number, nowMs: number): void {
    const allowed = Math.min(wanted, budget);
    budget -= allowed;
    this.#replies.sent(allowed, nowMs);
    let left = allowed * frameBytes;
    while (left > 0) {
      const length = Math.min(left, requests.length - this.#position);
      this.#socket.write(requests.subarray(this.#position, this.#position + length));
      this.#position = (this.#position + length) % requests.length;
      left -= length;
    }
  }

  #receive(bytes: Buffer): void {
    const nowMs = performance.now();
    try {
      const complete = this.#replies.accept(bytes, nowMs);
      answered += complete;
      this.send(complete, nowMs);
    } catch (error) {
      end((error as Error).message);
    }
    if (answered === count && startedMs > 0) end();
  }
}

const connections = await Promise.all(Array.from({ length: Number(values.connections) }, dial));
setTimeout(() => end(`${limitMs} ms are over`), limitMs);
// To accept a connection is no part of what is measured: each has answered once when it begins.
send(connections.length, 1);
while (answered < connections.length) await new Promise((resolve) => setImmediate(resolve));
samples.clear();
answered = 0;
startedMs = performance.now();
cpu = process.cpuUsage();
serverCpuSeconds = cpuSecondsOf(Number(values.server));
send(count, window);

function send(requests: number, each: number): void {
  budget = requests;
  for (const connection of connections) connection.send(each, performance.now());
}

async function dial(): Promise<Connection> {
  const [host, port] = values.address.split(':');
  const socket = connect({ host: host ?? '', port: Number(port), noDelay: true });
  await once(socket, 'connect');
  return new Connection(socket);
}

function createReplies(): Replies {
  return values.order === 'any'
    ? new AnyOrder(expected, frameBytes, prefixBytes(values.format), samples)
    : new InOrder(expected, frameBytes, window, samples);
}

function end(failure?: string): void {
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const line = {
    replies: answered,
    seconds,
    perSecond: answered / seconds,
    ...samples.quantiles(),
    cpuSeconds: (user + system) / 1e6,
    serverCpuSeconds: sinceThen(serverCpuSeconds, cpuSecondsOf(Number(values.server))),
    failures: failure === undefined ? 0 : Math.max(1, count - answered),
    failure,
  };
  console.log(JSON.stringify(line));
  process.exit();
}

function sinceThen(before: number | undefined, after: number | undefined): number | undefined {
  return before === undefined || after === undefined ? undefined : after - before;
}
