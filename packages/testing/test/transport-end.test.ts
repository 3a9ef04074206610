import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransportEnd } from '../src/transport-end.ts';
import { pair } from './recorder.ts';

let end: TransportEnd;

beforeEach(async () => {
  const { dialled } = await pair();
  end = new TransportEnd(dialled.connection);
});

describe('TransportEnd', () => {
  it('has received nothing at first', () => {
    expect(end.received).toEqual(Buffer.alloc(0));
    expect(end).toMatchObject({ receivedBytes: 0, drains: 0, closes: [] });
  });

  it('joins the chunks that it receives', () => {
    const chunks: Uint8Array[] = [];
    end.whenData = (bytes) => void chunks.push(bytes);
    end.onData(Buffer.from('01', 'hex'));
    end.onData(Buffer.from('', 'hex'));
    end.onData(Buffer.from('0203', 'hex'));
    expect(end.received.toString('hex')).toBe('010203');
    expect(end.receivedBytes).toBe(3);
    expect(chunks.map(({ length }) => length)).toEqual([1, 0, 2]);
  });

  it('counts drains, and calls whenDrain from inside each', () => {
    const counts: number[] = [];
    end.whenDrain = () => void counts.push(end.drains);
    end.onDrain();
    end.onDrain();
    expect(counts).toEqual([1, 2]);
  });

  it('sends text to the far end', async () => {
    const { dialled, accepted } = await pair();
    expect(new TransportEnd(dialled.connection).send('hé')).toBe(true);
    await new Promise(setImmediate);
    expect(accepted.log).toEqual(['hé']);
  });

  it('waits until enough bytes have been received', async () => {
    const log: string[] = [];
    const two = end.untilReceived(2).then(() => log.push('two'));
    const three = end.untilReceived(3).then(() => log.push('three'));
    end.onData(Buffer.from('0102', 'hex'));
    await two;
    expect(log).toEqual(['two']);
    end.onData(Buffer.from('03', 'hex'));
    await three;
    await end.untilReceived(3);
    expect(log).toEqual(['two', 'three']);
  });

  it('resolves to what the connection was closed with', async () => {
    const error = new Error('lost');
    const closed = end.untilClosed();
    end.onDrain();
    end.onClose(error);
    expect(await closed).toBe(error);
    expect(await end.untilClosed()).toBe(error);
  });

  it('keeps each call of onClose', () => {
    const error = new Error('again');
    end.onClose();
    end.onClose(error);
    expect(end.closes).toEqual([undefined, error]);
  });
});
