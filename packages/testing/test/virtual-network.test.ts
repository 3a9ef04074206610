import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../src/virtual-clock.ts';
import { VirtualNetwork, type VirtualNetworkOptions } from '../src/virtual-network.ts';

describe('VirtualNetwork', () => {
  it('carries datagrams between addresses and says whom they are from', () => {
    const { client, server, clock, log } = scene();
    client.send(Buffer.from('ping'), 'server');
    server.send(Buffer.from('pong'), 'client');
    clock.advance(0);
    expect(log).toEqual(['client → server: ping', 'server → client: pong']);
  });

  it('copies what is sent, so that the sender may go on writing into it', () => {
    const { client, clock, log } = scene();
    const bytes = Buffer.from('before');
    client.send(bytes, 'server');
    bytes.write('after!');
    clock.advance(0);
    expect(log).toEqual(['client → server: before']);
  });

  it('lets a receiver answer from inside its callback', () => {
    const clock = new VirtualClock();
    const network = new VirtualNetwork({ clock, delayMs: 10 });
    const times: number[] = [];
    const echo = network.bind('echo', (bytes, from) => echo.send(bytes, from));
    network.bind('client', () => times.push(clock.now()));
    network.send('client', 'echo', new Uint8Array(1));
    clock.advance(100);
    expect(times).toEqual([20]);
  });

  it('drops what is sent to nobody', () => {
    const { client, server, clock, log } = scene();
    client.send(Buffer.from('lost'), 'nobody');
    client.send(Buffer.from('too late'), 'server');
    server.close();
    clock.advance(0);
    expect(log).toEqual([]);
  });

  it('gives an address to one socket at a time', () => {
    const { network, server } = scene();
    expect(() => network.bind('server', ignore)).toThrow('server is bound already');
    server.close();
    network.bind('server', ignore);
  });

  it('moves a socket to another address', () => {
    const { client, server, clock, log } = scene();
    client.rebind('client-2');
    expect(client.address).toBe('client-2');
    client.send(Buffer.from('hello'), 'server');
    server.send(Buffer.from('old'), 'client');
    server.send(Buffer.from('new'), 'client-2');
    clock.advance(0);
    expect(log).toEqual(['client-2 → server: hello', 'server → client-2: new']);
    expect(() => client.rebind('server')).toThrow(TypeError);
  });

  it('forges a source', () => {
    const { network, clock, log } = scene();
    network.send('nobody', 'server', Buffer.from('trust me'));
    clock.advance(0);
    expect(log).toEqual(['nobody → server: trust me']);
  });

  it('cuts and heals one direction, or both', () => {
    const { network, client, server, clock, log } = scene();
    const exchange = (): void => {
      client.send(Buffer.from('up'), 'server');
      server.send(Buffer.from('down'), 'client');
      clock.advance(10);
    };
    network.link('client', 'server').cut();
    exchange();
    network.cut('client', 'server');
    exchange();
    network.heal('client', 'server');
    exchange();
    const both = ['client → server: up', 'server → client: down'];
    expect(log).toEqual(['server → client: down', ...both]);
    expect(network.link('client', 'server').counts).toMatchObject({ sent: 3, lost: 2 });
  });

  it('alters all links, those to come too', () => {
    const { network, client, server, clock, log } = scene();
    client.send(Buffer.from('in time'), 'server');
    network.alter({ loss: 1 });
    client.send(Buffer.from('up'), 'server');
    server.send(Buffer.from('down'), 'client');
    clock.advance(10);
    expect(log).toEqual(['client → server: in time']);
    expect(() => network.alter({ loss: 2 })).toThrow('loss');
  });

  it('repeats a run for its seed, whatever other links there are', () => {
    const one = storm(1, []);
    expect(one.length).toBeGreaterThan(400);
    expect(storm(1, [])).toEqual(one);
    expect(storm(1, ['somebody else'])).toEqual(one);
    expect(storm(2, [])).not.toEqual(one);
  });

  it('gives each direction chance of its own', () => {
    const { network, clock } = scene({ loss: 0.5 });
    const arrived = new Map<string, string>([
      ['client', ''],
      ['server', ''],
    ]);
    for (let index = 0; index < 100; index += 1) {
      for (const [from, to] of [
        ['client', 'server'],
        ['server', 'client'],
      ] as const) {
        const { lost } = network.link(from, to).counts;
        network.send(from, to, new Uint8Array(1));
        const isLost = network.link(from, to).counts.lost > lost;
        arrived.set(from, `${arrived.get(from)}${isLost ? '-' : '+'}`);
      }
    }
    clock.advance(0);
    expect(arrived.get('client')).not.toBe(arrived.get('server'));
  });

  it('rejects options out of their range', () => {
    const clock = new VirtualClock();
    expect(() => new VirtualNetwork({ clock, loss: 2 })).toThrow('loss');
    expect(() => new VirtualNetwork({ clock, seed: -1 })).toThrow('seed');
  });
});

/** What a receiver gets of 500 datagrams, while `others` send to it as well. */
function storm(seed: number, others: readonly string[]): string[] {
  const clock = new VirtualClock();
  const faults = { loss: 0.1, duplicate: 0.2, delayMs: 10, jitterMs: 30, corrupt: 0.1 };
  const network = new VirtualNetwork({ clock, seed, ...faults });
  const log: string[] = [];
  network.bind('server', (bytes, from) => {
    if (from === 'client') log.push(`${Buffer.from(bytes).toString('hex')}@${clock.now()}`);
  });
  for (let index = 0; index < 500; index += 1) {
    for (const from of ['client', ...others]) network.send(from, 'server', Buffer.from(`${index}`));
    clock.advance(1);
  }
  clock.advance(1000);
  return log;
}

function scene(options: Omit<VirtualNetworkOptions, 'clock'> = {}) {
  const clock = new VirtualClock();
  const network = new VirtualNetwork({ clock, ...options });
  const log: string[] = [];
  const client = network.bind('client', (bytes, from) => {
    log.push(`${from} → ${client.address}: ${Buffer.from(bytes).toString()}`);
  });
  const server = network.bind('server', (bytes, from) => {
    log.push(`${from} → ${server.address}: ${Buffer.from(bytes).toString()}`);
  });
  return { clock, network, client, server, log };
}

const ignore = (): void => {};
