import { describe, expect, it } from '@jest/globals';
import type { PeerAddress, PortUser } from '../../src/datagram-port.ts';
import { COOKIE_BYTES, writeOpen } from '../../src/token-handshake.ts';
import { type End, World } from '../support/world.ts';

describe("fifty thousand forged openings a second, with security 'token'", () => {
  it('delay what a session receives to twice as long at the most, and take nothing of it', async () => {
    const world = new World({ security: 'token', streamMode: false });
    const client = await world.dial();
    const processor = new Processor(world);
    world.network.link('10.0.0.2:2000', '10.0.0.1:1000').alter({ delayMs: NETWORK_MS });
    const calmMs = converse(world, client);
    const endFlood = flood(world, processor);
    // The gate begins with openings to spare, which may be waited for once.
    world.clock.advance(1000);
    const floodedMs = converse(world, client);
    endFlood();
    expect(calmMs).toHaveLength(MESSAGES);
    expect(floodedMs).toHaveLength(MESSAGES);
    expect(p99(floodedMs)).toBeLessThanOrEqual(2 * p99(calmMs));
    expect(world.accepted).toHaveLength(1);
  });
});

/**
 * The only processor of a server, on virtual time: datagrams wait for it, and each keeps it busy for
 * as long as Node takes to read one, and longer if the listener looks at it and answers. Real time
 * would say more of whatever else the machine does.
 */
class Processor implements PortUser {
  readonly #world: World;
  readonly #waiting: (readonly [bytes: Uint8Array, from: PeerAddress])[] = [];
  #isBusy = false;

  /** Takes the place of the listener of `world` at its port. */
  constructor(world: World) {
    this.#world = world;
    world.serverPort.use(this);
  }

  onDatagram(bytes: Uint8Array, from: PeerAddress): void {
    this.#waiting.push([bytes, from]);
    if (!this.#isBusy) this.#work();
  }

  onRefused(): void {}

  readonly #work = (): void => {
    const next = this.#waiting.shift();
    this.#isBusy = next !== undefined;
    if (next === undefined) return;
    const { clock, listener, serverPort } = this.#world;
    const { sentBytes } = serverPort;
    listener.onDatagram(...next);
    const isAnswered = serverPort.sentBytes > sentBytes;
    clock.after(READ_MS + (isAnswered ? ANSWER_MS : 0), this.#work);
  };
}

/** How long each of the messages took that `client` sends, one after the other. */
function converse({ clock, server }: World, client: End): number[] {
  const before = server.received.length;
  const sentAtMs = Array.from({ length: MESSAGES }, () => {
    const atMs = clock.now();
    client.connection.send(new Uint8Array(64));
    clock.advance(EACH_MS);
    return atMs;
  });
  clock.advance(100);
  return server.receivedAtMs.slice(before).map((atMs, index) => atMs - (sentAtMs[index] ?? NaN));
}

/** Each from another address than the one before. @returns what ends it. */
function flood({ clock }: World, server: PortUser): () => void {
  let conv = 0;
  const sendOne = (): void => {
    conv += 1;
    const opening = writeOpen({ nonce: NONCE, cookie: NO_COOKIE, conv });
    server.onDatagram(opening, { address: `10.0.9.${conv % 256}`, port: 9 });
    cancel = clock.after(1000 / PER_SECOND, sendOne);
  };
  let cancel = clock.after(0, sendOne);
  return () => cancel();
}

function p99(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(0.99 * values.length)] ?? NaN;
}

const PER_SECOND = 50_000;
const MESSAGES = 200;
/** So that the messages do not come in step with the flood. */
const EACH_MS = 5.013;
const NONCE = new Uint8Array(8);
const NO_COOKIE = new Uint8Array(COOKIE_BYTES);
/** Between two machines of one network. */
const NETWORK_MS = 0.15;
/** As measured with Node 26: to read a datagram, and to see that it is one opening too many. */
const READ_MS = 0.008;
/** To look at an opening, with two HMACs, and to send the answer. */
const ANSWER_MS = 0.02;
