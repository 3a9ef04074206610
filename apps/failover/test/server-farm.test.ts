import { ProgramError } from '@net/apps-shared';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ServerFarm } from '../src/server-farm.ts';

let farm: ServerFarm;

afterEach(() => farm[Symbol.asyncDispose]());

describe('ServerFarm', () => {
  it('starts a server again where it was', async () => {
    farm = new ServerFarm(new AbortController().signal);
    const address = await farm.start();
    await farm.restart(address, 'SIGTERM');
    expect(farm.addresses).toEqual([address]);
  });

  it('knows no other servers', async () => {
    farm = new ServerFarm(new AbortController().signal);
    await expect(farm.restart('tcp://127.0.0.1:1', 'SIGKILL')).rejects.toThrow(ProgramError);
  });

  it('says why a server does not start', async () => {
    farm = new ServerFarm(new AbortController().signal);
    await expect(farm.start('carrier-pigeon://coop')).rejects.toThrow('carrier-pigeon');
  });
});
