import { describe, expect, it } from '@jest/globals';
import type { QuicheConnection } from '../../src/quiche/binding.ts';
import { OverheadGuard } from '../../src/quiche/overhead-guard.ts';
import type { PacketWriter } from '../../src/quiche/packet-writer.ts';
import { SessionSender } from '../../src/quiche/session-sender.ts';
import type { StreamTable } from '../../src/quiche/stream-table.ts';

describe('SessionSender', () => {
  it('sends what waits before a close, and the close itself', () => {
    const { sender, calls } = scene();
    sender.close(true, 7);
    expect(calls).toEqual(['flush', 'close 7', 'flush', 'queue']);
  });

  it('asks for another turn while there is more, or room for more', () => {
    const { sender, calls, flushed, streams } = scene();
    flushed.isMore = true;
    sender.flush();
    expect(calls).toEqual(['flush', 'queue']);
    Object.assign(flushed, { isMore: false, packets: 1, bytes: 1350 });
    sender.flush();
    expect(calls).toHaveLength(3);
    streams.hasMoved = true;
    sender.flush();
    expect(calls.slice(3)).toEqual(['flush', 'queue']);
    expect(sender.sentPackets).toBe(2);
  });

  it('sends nothing any more when the engine has failed, and says so once', () => {
    const { sender, calls, flushed } = scene();
    flushed.failure = new Error('CryptoFail');
    sender.flush();
    sender.flush();
    expect(calls).toEqual(['flush', 'broken by CryptoFail', 'queue']);
    expect(sender.isBroken).toBe(true);
  });
});

/** A sender, and what it has others do. */
function scene() {
  const calls: string[] = [];
  const flushed = { packets: 0, bytes: 0, isMore: false, failure: undefined as Error | undefined };
  const streams = { hasMoved: false, push: () => streams.hasMoved };
  const writer = {
    flush() {
      calls.push('flush');
      if (flushed.failure !== undefined) throw flushed.failure;
      return flushed;
    },
  };
  const connection = {
    close: (_: boolean, code: number) => void calls.push(`close ${code}`),
    isDraining: () => false,
  };
  const sender = new SessionSender({
    // Each does all that a sender asks of it.
    connection: connection as unknown as QuicheConnection,
    writer: writer as unknown as PacketWriter,
    streams: streams as unknown as StreamTable,
    guard: new OverheadGuard(65_536),
    queue: () => void calls.push('queue'),
    onBroken: (cause) => void calls.push(`broken by ${cause?.message}`),
  });
  return { sender, calls, flushed, streams };
}
