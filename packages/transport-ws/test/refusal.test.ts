import { Duplex } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { refuse } from '../src/refusal.ts';

function stream(written: string[]): Duplex {
  return new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString());
      done();
    },
  });
}

describe('refuse', () => {
  it('answers with the status and closes', async () => {
    const written: string[] = [];
    const socket = stream(written);
    refuse(socket, 404);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(written.join('')).toBe(
      'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: text/plain\r\n' +
        'Content-Length: 9\r\n\r\nNot Found',
    );
  });

  it('closes what cannot be written to', () => {
    const socket = stream([]);
    socket.end();
    refuse(socket, 404);
    expect(socket.destroyed).toBe(true);
  });
});
