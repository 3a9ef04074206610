import { afterEach, describe, expect, it } from '@jest/globals';
import { handshake, MessageKind, Router } from '../src/index.ts';
import { endOf, Scene, settle } from './support/scene.ts';

const HELLO = '0000001a 05 00000001 00000000 00000001 7b2276657273696f6e223a317d';
let scene: Scene;
afterEach(() => scene?.end());

describe('control packets', () => {
  it('answers a ping with a pong of the same number', async () => {
    const { peer } = await greeted();
    peer.sendHex('0000000d 05 00000003 00000000 0000002a');
    await settle();
    expect(peer.received.at(-1)).toMatchObject({
      kind: MessageKind.Control,
      type: 4,
      argument: 42,
    });
  });

  it('ends the session of a peer that floods it with pings', async () => {
    const { peer, session } = await greeted();
    for (let ping = 0; ping < 101; ping++) peer.sendHex('0000000d 05 00000003 00000000 00000001');
    await settle();
    expect(await endOf(session)).toMatchObject({ code: 'RATE_LIMITED' });
    expect(peer.received.at(-1)).toMatchObject({ type: 7, argument: 23 });
  });

  it('ends the session of a peer that sends one that is not known', async () => {
    const { peer, session } = await greeted();
    peer.sendHex('0000000d 05 00000005 00000000 00000001');
    await settle();
    expect(await endOf(session)).toMatchObject({ code: 'VERSION_UNSUPPORTED' });
  });

  it('takes the word of a peer that says why it closes', async () => {
    const { peer, session } = await greeted();
    peer.sendHex('0000000d 05 00000007 00000000 00000010');
    await settle();
    expect(await endOf(session)).toMatchObject({ code: 'SESSION_REPLACED', initiator: 'remote' });
  });

  it('takes a close code that is none for a lost connection', async () => {
    const { peer, session } = await greeted();
    peer.sendHex('0000000d 05 00000007 00000000 ffffffff');
    await settle();
    expect(await endOf(session)).toMatchObject({ code: 'CONNECTION_LOST', initiator: 'remote' });
  });

  it('refuses a welcome from a client, and a hello from a server', async () => {
    const { peer, session } = await greeted();
    peer.sendHex('0000001a 05 00000002 00000000 00000001 7b2276657273696f6e223a317d');
    await settle();
    expect(await endOf(session)).toMatchObject({ code: 'BAD_PACKET' });
    scene = new Scene({ control: handshake() });
    const connecting = scene.rawServer().catch((error: unknown) => error);
    await settle();
    await scene.pass(6000);
    expect(await connecting).toMatchObject({ code: 'HANDSHAKE_TIMEOUT' });
  });

  it('pings a peer that is silent, and ends its session after twice the interval', async () => {
    scene = new Scene({ router: new Router() });
    const { peer, session } = await scene.rawPeer();
    // {"version":1,"heartbeatMs":500}
    const json = '7b2276657273696f6e223a312c226865617274626561744d73223a3530307d';
    peer.sendHex(`0000002c 05 00000001 00000000 00000001 ${json}`);
    await settle();
    await scene.pass(600);
    expect(peer.received.at(-1)).toMatchObject({ kind: MessageKind.Control, type: 3 });
    expect(await endOf(session)).toBeUndefined();
    await scene.pass(500);
    expect(await endOf(session)).toMatchObject({ code: 'HEARTBEAT_TIMEOUT' });
  });

  it('finds out how long a round trip takes', async () => {
    scene = new Scene({ control: handshake({ heartbeatMs: 500 }) });
    const { client, session } = await scene.pair();
    await scene.pass(2000);
    expect(client.roundTripMs ?? session.roundTripMs).toBeGreaterThanOrEqual(0);
  });
});

async function greeted() {
  scene = new Scene({ router: new Router() });
  const { peer, session } = await scene.rawPeer();
  peer.sendHex(HELLO);
  await settle();
  return { peer, session };
}
