import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection } from '@net/testing';
import { removeStaleSocket } from '../src/stale-socket.ts';
import { Scene } from './support/scene.ts';
import { leaveSocketBehind } from './support/stale.ts';

const scene = new Scene();
afterEach(() => scene.close());

describe('removeStaleSocket', () => {
  it('calls a path free that does not exist', async () => {
    expect(await removeStaleSocket(`${scene.folder()}/none`)).toBe(true);
  });

  it('deletes the socket of a program that was killed', async () => {
    const path = `${scene.folder()}/stale`;
    leaveSocketBehind(path);
    expect(existsSync(path)).toBe(true);
    expect(await removeStaleSocket(path)).toBe(true);
    expect(existsSync(path)).toBe(false);
  });

  it('leaves the socket of a living program alone', async () => {
    const path = `${scene.folder()}/alive`;
    const server = createServer().listen(path);
    scene.after(() => server.close());
    await once(server, 'listening');
    expect(await removeStaleSocket(path)).toBe(false);
    expect(existsSync(path)).toBe(true);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, 'precious')],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link', (path: string) => symlinkSync('/nowhere/else', path)],
  ])('never deletes %s', async (_, make) => {
    const path = `${scene.folder()}/thing`;
    make(path);
    const error = await rejection(removeStaleSocket(path));
    expect(error).toMatchObject({ code: 'LISTEN_FAILED' });
    expect(String(error)).toContain(`${path} exists and is not a socket`);
    expect(lstatSync(path).isSocket()).toBe(false);
  });
});
