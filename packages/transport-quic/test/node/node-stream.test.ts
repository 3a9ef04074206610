import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { NodeStream } from '../../src/node/node-stream.ts';
import { FakeNodeStream } from '../support/fake-node-quic.ts';
import { StreamEnd } from '../support/provider-scene.ts';

describe('NodeStream', () => {
  it('keeps what is written before Node has opened the stream', () => {
    const { stream, node, start } = unopened();
    stream.write(Buffer.from('early'));
    stream.end();
    expect([stream.id, stream.bufferedBytes]).toEqual([-1, 5]);
    start();
    expect(node.written).toEqual(['early']);
    expect(node.calls).toEqual(['end']);
    expect([stream.id, stream.bufferedBytes]).toEqual([8, 0]);
  });

  it('waits when Node takes no more, says false from 64 KiB on, and then calls onDrain', async () => {
    const { stream, node, end } = opened();
    node.room = 3;
    expect(stream.write(Buffer.from('abc'))).toBe(true);
    expect(stream.write(new Uint8Array(65_536))).toBe(false);
    stream.end();
    expect(stream.bufferedBytes).toBe(65_536);
    node.drain(Infinity);
    await nextTurn();
    expect(node.written.map(({ length }) => length)).toEqual([3, 65_536]);
    expect(node.calls).toEqual(['end']);
    expect(end.events).toEqual(['drain']);
  });

  it('hands over what comes, and its end, unless it is paused', async () => {
    const { stream, node, end } = opened();
    node.receive('a', 'b');
    await nextTurn();
    stream.pause();
    node.receive('c');
    node.receive();
    await nextTurn();
    expect(end.received.toString()).toBe('ab');
    stream.resume();
    await nextTurn();
    expect(end.received.toString()).toBe('abc');
    expect(end.events).toEqual(['end']);
    stream.end();
    node.close();
    await nextTurn();
    expect(end.events).toEqual(['end', 'finished']);
  });

  it('tells of a reset and of a stop with their codes, and of no end then', async () => {
    const { stream, node, end } = opened();
    node.onreset?.(Object.assign(new Error('reset'), { errorCode: 42n }));
    node.onstopsending?.(Object.assign(new Error('stopped'), { errorCode: 43n }));
    node.receive();
    node.close();
    await nextTurn();
    expect(end.events).toEqual(['reset 42', 'stopped 43']);
    expect(stream.write(Buffer.from('unheard'))).toBe(false);
  });

  it('resets and stops, even before Node has opened the stream', () => {
    const { stream, node, start } = unopened();
    stream.write(Buffer.from('dropped'));
    stream.reset(7);
    stream.stopSending(7);
    start();
    expect(node.calls).toEqual(['reset 7', 'stop 7']);
    expect(node.written).toEqual([]);
  });
});

function unopened() {
  const node = new FakeNodeStream(8n);
  const stream = new NodeStream({ ondrain: node.ondrain });
  const end = new StreamEnd();
  const start = (): void => {
    stream.open(node);
    stream.start(end);
  };
  return { node, stream, end, start };
}

function opened() {
  const scene = unopened();
  scene.start();
  return scene;
}
