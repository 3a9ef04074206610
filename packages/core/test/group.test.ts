import { afterEach, describe, expect, it } from '@jest/globals';
import { type Codec, message, Router, type Session } from '../src/index.ts';
import { Scene, settle, thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';
import { text } from './support/wire.ts';

let scene: Scene;
afterEach(() => scene?.end());

const Say = message(2, text);

describe('a group', () => {
  it('sends to its members and to nobody else', async () => {
    const { clients, accepted, heard } = await audience(3);
    const room = scene.server.group('room').add(accepted[0]!).add(accepted[2]!);
    expect(room.send(Say, 'hello')).toBe(2);
    await settle();
    expect(clients.map((client) => heard.get(client))).toEqual([['hello'], [], ['hello']]);
  });

  it('sends to all but one', async () => {
    const { clients, accepted, heard } = await audience(2);
    const room = scene.server.group('room');
    for (const session of accepted) room.add(session);
    expect(room.send(Say, 'hello', accepted[0])).toBe(1);
    await settle();
    expect(clients.map((client) => heard.get(client))).toEqual([[], ['hello']]);
  });

  it('encodes a value once for all members', async () => {
    let encodings = 0;
    const codec: Codec<string> = {
      ...text,
      encode: (value, out) => {
        encodings++;
        text.encode(value, out);
      },
    };
    const { accepted } = await audience(5);
    const room = scene.server.group('room');
    for (const session of accepted) room.add(session);
    expect(room.send(message(2, codec), 'hello')).toBe(5);
    expect(encodings).toBe(1);
  });

  it('knows its members in the order they came', async () => {
    const { accepted } = await audience(2);
    const room = scene.server.group('room').add(accepted[1]!).add(accepted[0]!).add(accepted[1]!);
    expect(room.name).toBe('room');
    expect(room.size).toBe(2);
    expect([...room]).toEqual([accepted[1], accepted[0]]);
    expect(room.has(accepted[0]!)).toBe(true);
  });

  it('is the same under the same name', async () => {
    const { accepted } = await audience(1);
    scene.server.group('room').add(accepted[0]!);
    expect(scene.server.group('room').size).toBe(1);
    expect(scene.server.group('other').size).toBe(0);
    expect(scene.server.group('__proto__').size).toBe(0);
  });

  it('lets a member go', async () => {
    const { accepted } = await audience(1);
    const room = scene.server.group('room').add(accepted[0]!);
    expect(room.remove(accepted[0]!)).toBe(true);
    expect(room.remove(accepted[0]!)).toBe(false);
    expect(room.has(accepted[0]!)).toBe(false);
    expect(room.send(Say, 'hello')).toBe(0);
  });

  it('loses a member that has ended', async () => {
    const { clients, accepted } = await audience(2);
    const room = scene.server.group('room').add(accepted[0]!).add(accepted[1]!);
    await clients[0]!.close();
    await settle();
    expect([...room]).toEqual([accepted[1]]);
    expect(room.send(Say, 'hello')).toBe(1);
  });

  it('refuses a session that has ended, and one of another server', async () => {
    const { clients, accepted } = await audience(1);
    const room = scene.server.group('room');
    expect(thrown(() => room.add(clients[0]!)).code).toBe('SESSION_CLOSED');
    await clients[0]!.close();
    await settle();
    expect(thrown(() => room.add(accepted[0]!)).code).toBe('SESSION_CLOSED');
    expect(room.size).toBe(0);
  });

  it('goes on to the others when a member is lost in the same turn', async () => {
    const router = new Router().handle(Say, async (_value, session, given) => {
      given.signal.addEventListener('abort', () => {
        left = scene.server.group('room').send(Say, `${session.id} has left`);
      });
      await new Promise(() => {});
    });
    let left: number | undefined;
    const { clients, accepted, heard } = await audience(2, router);
    for (const session of accepted) scene.server.group('room').add(session);
    clients[0]!.send(Say, 'stay');
    await settle();
    clients[0]!.abort();
    await settle();
    expect(left).toBe(1);
    expect(heard.get(clients[1]!)).toEqual([`${accepted[0]!.id} has left`]);
  });

  it('ends a member that cannot keep up', async () => {
    scene = new Scene({ limits: { maxWriteBuffer: 150_000 } });
    const [slow, quick] = [await scene.rawPeer(), await scene.rawPeer()];
    slow.peer.connection.pause?.();
    const room = scene.server.group('room').add(slow.session).add(quick.session);
    for (let count = 0; count < 4; count++) {
      room.send(Say, 'x'.repeat(70_000));
      await settle();
    }
    await expect(slow.session.closed).resolves.toMatchObject({ code: 'SLOW_CONSUMER' });
    expect(quick.peer.received).toHaveLength(4);
  });

  it('leaves out a member that cannot keep up, and counts what it misses', async () => {
    scene = new Scene({ limits: { maxWriteBuffer: 150_000 } });
    const [slow, quick] = [await scene.rawPeer(), await scene.rawPeer()];
    slow.peer.connection.pause?.();
    const room = scene.server.group('room', { slow: 'drop' }).add(slow.session).add(quick.session);
    const told = [];
    for (let count = 0; count < 4; count++) {
      told.push(room.send(Say, 'x'.repeat(70_000)));
      await settle();
    }
    expect(told).toEqual([2, 1, 1, 1]);
    expect(scene.server.stats().dropped).toBe(3);
    slow.peer.connection.resume?.();
    await settle();
    expect(room.send(Say, 'again')).toBe(2);
    await settle();
    expect(slow.peer.received).toHaveLength(2);
    expect(quick.peer.received).toHaveLength(5);
  });

  it('sends nobody anything when the value cannot be encoded', async () => {
    const { clients, accepted, heard } = await audience(2);
    const room = scene.server.group('room').add(accepted[0]!).add(accepted[1]!);
    // A program without types may hand in anything.
    const value = Symbol('x') as unknown as string;
    expect(thrown(() => room.send(Say, value)).code).toBe('ENCODE_FAILED');
    await settle();
    expect(clients.map((client) => heard.get(client))).toEqual([[], []]);
  });

  it('refuses a message type over the largest of the protocol', async () => {
    scene = new Scene({ protocol: testProtocol({ maxType: 255 }) });
    const { session } = await scene.pair();
    const room = scene.server.group('room').add(session);
    expect(thrown(() => room.send(message(256, text), 'x')).code).toBe('UNSUPPORTED');
  });
});

interface Audience {
  readonly clients: readonly Session[];
  readonly accepted: readonly Session[];
  readonly heard: ReadonlyMap<Session, string[]>;
}

/** Clients that write down what they hear. */
async function audience(count: number, router = new Router()): Promise<Audience> {
  const heard = new Map<Session, string[]>();
  const clientRouter = new Router().handle(Say, (value, session) => {
    heard.get(session)?.push(value);
  });
  scene = new Scene({ router, clientRouter });
  const clients: Session[] = [];
  for (let number = 0; number < count; number++) {
    const { client } = await scene.pair();
    clients.push(client);
    heard.set(client, []);
  }
  return { clients, accepted: scene.accepted, heard };
}
