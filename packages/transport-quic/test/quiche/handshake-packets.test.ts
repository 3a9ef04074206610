import { describe, expect, it } from '@jest/globals';
import { HandshakePackets } from '../../src/quiche/handshake-packets.ts';
import { STEPS_PER_TURN, StepQueue } from '../../src/quiche/step-queue.ts';
import { TurnQueue } from '../../src/quiche/turn-queue.ts';

const from = { host: '192.0.2.1', port: 4000 };

describe('HandshakePackets', () => {
  it('hands packets over in order, a few in a turn', () => {
    const { packets, handed, endTurn } = scene();
    for (let index = 0; index < 20; index += 1) packets.add(Buffer.from([index]), from, false);
    expect(handed).toHaveLength(STEPS_PER_TURN);
    while (handed.length < 20) endTurn();
    expect(handed.map((packet) => packet[0])).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it('drops what comes while 2 MiB wait, and takes packets again after that', () => {
    const { packets, handed, endTurn } = scene();
    for (let count = 0; count < 5000; count += 1) packets.add(Buffer.alloc(1200), from, true);
    let turns = 0;
    for (; turns < 1000; turns += 1) endTurn();
    const bytes = handed.length * 1200;
    expect(bytes).toBeGreaterThan(2 * 1024 * 1024);
    expect(bytes).toBeLessThan(2 * 1024 * 1024 + 10 * 1200);
    packets.add(Buffer.from('again'), from, true);
    expect(handed.at(-1)?.toString()).toBe('again');
  });
});

function scene() {
  let runs: (() => void)[] = [];
  const handed: Buffer[] = [];
  const steps = new StepQueue(new TurnQueue((run) => runs.push(run)));
  const packets = new HandshakePackets(steps, (packet) => handed.push(packet));
  const endTurn = (): void => {
    const due = runs;
    runs = [];
    for (const run of due) run();
  };
  return { packets, handed, endTurn };
}
