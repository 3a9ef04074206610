import { Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { keepAlive } from '../src/keep-alive.ts';

const socket = new Socket();
afterEach(() => {
  jest.restoreAllMocks();
});

describe('keepAlive', () => {
  it('spreads the probes over half of the time', () => {
    const setKeepAlive = jest.spyOn(socket, 'setKeepAlive');
    jest.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5);
    keepAlive(socket, 30_000);
    keepAlive(socket, 30_000);
    expect(setKeepAlive.mock.calls).toEqual([
      [true, 15_000],
      [true, 22_500],
    ]);
  });

  it('waits for a second at least, the least that the system can', () => {
    const setKeepAlive = jest.spyOn(socket, 'setKeepAlive');
    jest.spyOn(Math, 'random').mockReturnValueOnce(0);
    keepAlive(socket, 1000);
    expect(setKeepAlive).toHaveBeenCalledWith(true, 1000);
  });

  it('leaves a socket alone that is not to be probed', () => {
    const setKeepAlive = jest.spyOn(socket, 'setKeepAlive');
    keepAlive(socket, false);
    expect(setKeepAlive).not.toHaveBeenCalled();
  });
});
