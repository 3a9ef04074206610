import { describe, expect, it } from '@jest/globals';
import { Conduct, ContractEnd } from '../src/contract-end.ts';
import { pair } from './recorder.ts';

describe('ContractEnd', () => {
  it('notes a call from inside another, at either end', async () => {
    const conduct = new Conduct();
    const { dialled } = await pair();
    const end = new ContractEnd(dialled.connection, conduct);
    conduct.during('send', () => end.onDrain());
    conduct.during('open', () => conduct.during('abort', () => end.onData(Buffer.from('a'))));
    end.onDrain();
    expect(conduct.faults).toEqual([
      'onDrain was called from inside send',
      'onData was called from inside abort',
    ]);
  });

  it('notes calls after onClose', async () => {
    const conduct = new Conduct();
    const { dialled } = await pair();
    const end = new ContractEnd(dialled.connection, conduct);
    end.onClose();
    end.onData(Buffer.from('a'));
    end.onClose();
    expect(conduct.faults).toEqual([
      'onData was called after onClose',
      'onClose was called after onClose',
    ]);
    expect(end.closes).toBe(2);
  });

  it('forgets the call it was in when that throws', () => {
    const conduct = new Conduct();
    const calling = (): never =>
      conduct.during('send', () => {
        throw new Error('broken');
      });
    expect(calling).toThrow('broken');
    conduct.called('onDrain');
    expect(conduct.faults).toEqual([]);
  });
});
