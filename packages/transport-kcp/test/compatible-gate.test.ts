import { describe, expect, it } from '@jest/globals';
import { World } from './support/world.ts';

const OTHER = '02000000510080000000000000000000000000000100000061';

function sendAsClient(world: World, hex: string): void {
  world.network.send('10.0.0.2:2000', '10.0.0.1:1000', Buffer.from(hex, 'hex'));
  world.clock.advance(20);
}

describe('CompatibleGate', () => {
  it('drops what cannot be opened', async () => {
    const world = new World({ crypt: 'none' });
    sendAsClient(world, OTHER);
    sendAsClient(world, '');
    expect(world.accepted).toHaveLength(0);
  });

  it('does not let another conversation end one that is alive', async () => {
    const world = new World();
    const client = await world.dial();
    world.clock.advance(60_000);
    sendAsClient(world, OTHER);
    expect([world.accepted.length, client.closes]).toEqual([1, 0]);
  });

  it('lets it in once the old one has missed two keep-alives', async () => {
    const world = new World();
    const client = await world.dial();
    world.clock.advance(1000);
    client.connection.send(new Uint8Array(1));
    world.clock.advance(100);
    world.network.link('10.0.0.2:2000', '10.0.0.1:1000').cut();
    world.clock.advance(18_000);
    world.network.link('10.0.0.2:2000', '10.0.0.1:1000').heal();
    world.network.send('10.0.0.2:2000', '10.0.0.1:1000', Buffer.from(OTHER, 'hex'));
    world.clock.advance(0);
    expect(world.accepted).toHaveLength(2);
    expect(world.server.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });
});
