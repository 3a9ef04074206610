import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, message, NetError, Router, type Session, type Transport } from '@net/core';
import { json } from '@net/codec-json';
import { gonet, packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { udp } from '@net/transport-udp';
import { ws } from '@net/transport-ws';
import { ChatClient } from '../src/chat-client.ts';
import { type ChatServer, startChat } from '../src/chat-server.ts';
import { Join, Say } from '../src/contract.ts';
import { Recorder } from './support/recorder.ts';

const transports: readonly Transport[] = [tcp(), udp(), ws()];
let chat: ChatServer | undefined;
const clients: ChatClient[] = [];
const sessions: Session[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  for (const session of sessions.splice(0)) session.abort();
  await chat?.close();
  chat = undefined;
});

describe('startChat', () => {
  it('puts WebSocket, TCP and UDP into the same rooms', async () => {
    const { page, tcp: tcpAddress, udp: udpAddress } = await start();
    const wsAddress = `${page.replace('http', 'ws')}chat`;
    const all = [wsAddress, tcpAddress, udpAddress];
    const views = await Promise.all(all.map((address, index) => enter(address, `user ${index}`)));
    for (const { client, view } of views) {
      await client.say(`from ${view.name}`);
    }
    for (const { view } of views) {
      const texts = await view.texts(3);
      expect(texts).toEqual(['from user 0', 'from user 1', 'from user 2']);
    }
  });

  it('tells the others who comes, writes and goes', async () => {
    const { tcp: address } = await start();
    const ada = await enter(address, 'Ada');
    const bob = await enter(address, 'Bob');
    await ada.view.until(() => ada.view.members.join() === 'Ada,Bob');
    bob.client.typing(true);
    await ada.view.until(() => ada.view.writing.length === 1);
    expect(ada.view.writing).toEqual([{ name: 'Bob', isTyping: true }]);
    await bob.client.close();
    await ada.view.until(() => ada.view.members.join() === 'Ada');
  });

  it('keeps rooms apart', async () => {
    const { tcp: address } = await start();
    const ada = await enter(address, 'Ada', 'one');
    const bob = await enter(address, 'Bob', 'two');
    await ada.client.say('hello?');
    await bob.client.say('alone');
    expect(await bob.view.texts(1)).toEqual(['alone']);
  });

  it('refuses a name that is taken for good', async () => {
    const { tcp: address } = await start();
    await enter(address, 'Ada');
    const { client } = clientOf(address, 'ada', 'lobby');
    await expect(client.ready()).rejects.toThrow('somebody called ada is here already');
    expect(await client.closed).toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('refuses what a schema does not allow', async () => {
    const session = await open((await start()).tcp);
    const bad = { name: '', room: 'lobby', clientId: 'x'.repeat(16) };
    await expect(session.request(Join, bad)).rejects.toBeInstanceOf(NetError);
    const outside = session.request(Say, { text: 'hi', key: 'k' });
    await expect(outside).rejects.toMatchObject({ code: 'NOT_IN' });
  });

  it('lets gonet peers into the echo room', async () => {
    const { tcp: address, gonet: door } = await start();
    const ada = await enter(address, 'Ada', 'echo');
    const Line = message(101, json<{ content: string }>());
    const heard: string[] = [];
    const router = new Router().handle(Line, ({ content }) => void heard.push(content));
    const peer = await connect(door, { transports, protocol: gonet(), router });
    sessions.push(peer);
    peer.send(Line, { content: 'hello from Go' });
    expect(await ada.view.texts(1)).toEqual(['hello from Go']);
    await ada.client.say('hello, Go');
    await ada.view.until(() => heard.length === 2);
    expect(heard).toEqual(['hello from Go', 'Ada: hello, Go']);
  });

  it('serves the page and nothing else', async () => {
    const { page } = await start();
    const found = await fetch(page);
    expect(found.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await found.text()).toContain('<title>Chat</title>');
    const script = await (await fetch(`${page}main.js`)).text();
    expect(script).not.toContain('node:');
    for (const path of ['../package.json', 'main.ts', 'constructor']) {
      expect((await fetch(page + path)).status).toBe(404);
    }
  });

  it('says which port is busy', async () => {
    const { page } = await start();
    const port = Number(new URL(page).port);
    const again = startChat({ host: '127.0.0.1', port, terminalPort: 0, gonetPort: 0 });
    await expect(again).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});

async function start(): Promise<ChatServer> {
  chat = await startChat({ host: '127.0.0.1', port: 0, terminalPort: 0, gonetPort: 0 });
  return chat;
}

function clientOf(address: string, name: string, room: string) {
  const view = new Recorder(name);
  const client = new ChatClient({ address, transports, name, room }, view);
  clients.push(client);
  return { client, view };
}

async function enter(address: string, name: string, room = 'lobby') {
  const both = clientOf(address, name, room);
  await both.client.ready();
  return both;
}

async function open(address: string): Promise<Session> {
  const session = await connect(address, { transports, protocol: packets() });
  sessions.push(session);
  return session;
}
