import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compareTransports } from '../src/compare-transports.ts';

describe('compareTransports', () => {
  it('ends its server and removes its files when the signal aborts', async () => {
    const abort = new AbortController();
    const steps: string[] = [];
    const onStep = (address: string): void => {
      steps.push(address);
      if (address.startsWith('unix:')) abort.abort(new Error('enough'));
    };
    const comparing = compareTransports({ count: 50 }, abort.signal, onStep, ignore);
    await expect(comparing).rejects.toThrow('enough');
    const { port } = new URL(steps.find((address) => address.startsWith('tcp:'))!);
    const dialling = connect(Number(port), '127.0.0.1');
    await expect(once(dialling, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const path = steps.find((address) => address.startsWith('unix:'))!.slice('unix://'.length);
    expect(existsSync(dirname(path))).toBe(false);
  });

  it('does not start when the signal has aborted already', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(compareTransports({ count: 1 }, signal, ignore, ignore)).rejects.toThrow(
      'too late',
    );
  });
});

const ignore = (): void => {};
