import { once } from 'node:events';
import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { onBytes } from '../src/on-bytes.ts';

function listen(): { socket: Socket; received: () => string } {
  const socket = new Socket();
  let text = '';
  onBytes(socket, (bytes) => (text += Buffer.from(bytes).toString()));
  return { socket, received: () => text };
}

test('hands bytes over while they are pushed', () => {
  const { socket, received } = listen();
  socket.push(Buffer.from('one'));
  expect(received()).toBe('one');
  expect(socket.readableLength).toBe(0);
});

test('keeps what comes while the socket is paused', async () => {
  const { socket, received } = listen();
  socket.pause();
  socket.push(Buffer.from('one'));
  await setImmediate();
  expect(received()).toBe('');
  expect(socket.readableLength).toBe(3);
});

test('tells the socket to read no more once it has kept enough', () => {
  const { socket } = listen();
  socket.pause();
  expect(socket.push(Buffer.alloc(socket.readableHighWaterMark))).toBe(false);
});

test('hands over what was kept before what comes after', async () => {
  const { socket, received } = listen();
  socket.pause();
  socket.push(Buffer.from('one '));
  socket.resume();
  socket.push(Buffer.from('two '));
  await setImmediate();
  socket.push(Buffer.from('three'));
  expect(received()).toBe('one two three');
});

test('leaves the end to the socket', async () => {
  const { socket, received } = listen();
  socket.push(Buffer.from('one'));
  socket.push(null);
  await once(socket, 'end');
  expect(received()).toBe('one');
});
