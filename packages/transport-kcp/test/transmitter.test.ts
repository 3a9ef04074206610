import { describe, expect, it } from '@jest/globals';
import { originalSettings } from '../src/machine-settings.ts';
import { PacketWriter } from '../src/packet-writer.ts';
import { SendWindow } from '../src/send-window.ts';
import { Transmitter } from '../src/transmitter.ts';

function scene(): {
  window: SendWindow;
  transmitter: Transmitter;
  packets: number[];
  run: (now: number) => void;
} {
  const packets: number[] = [];
  const output = {
    allocate: () => new Uint8Array(1400),
    transmit: (_: Uint8Array, length: number) => void packets.push(length),
  };
  const window = new SendWindow(0, true);
  const writer = new PacketWriter(output, 7, 1400, 0);
  const settings = { ...originalSettings('go'), fastResend: 2, deadLink: 3 };
  const transmitter = new Transmitter(settings, window, writer);
  const run = (now: number): void => {
    transmitter.run(now, 100, window.admit(32));
    writer.end();
  };
  return { window, transmitter, packets, run };
}

describe('Transmitter', () => {
  it('sends new segments once, and again when their time is up', () => {
    const { window, transmitter, packets, run } = scene();
    expect(transmitter.untilResend(0)).toBe(Infinity);
    window.push(0, new Uint8Array(1), 0, 1);
    run(0);
    run(50);
    expect([packets.length, transmitter.untilResend(50)]).toEqual([1, 50]);
    run(100);
    expect(packets).toHaveLength(2);
    expect(transmitter).toMatchObject({ timeouts: 1, hasTimedOut: true, hasFastResent: false });
  });

  it('sends an overtaken segment again, and forgets by whom', () => {
    const { window, transmitter, packets, run } = scene();
    for (let sn = 0; sn < 3; sn += 1) window.push(0, new Uint8Array(1), 0, 1);
    run(0);
    window.acknowledge(1);
    window.countFastAcks(1, 0);
    run(1);
    expect([packets.length, transmitter.fastResends, window.hasFastAcks]).toEqual([2, 1, false]);
    run(2);
    expect(packets).toHaveLength(2);
  });

  it('calls a link dead after so many transmissions, until something gets through', () => {
    const { window, transmitter, run } = scene();
    window.push(0, new Uint8Array(1), 0, 1);
    for (const now of [0, 1000, 3000]) run(now);
    expect(transmitter.isLinkDead).toBe(true);
    transmitter.forgive();
    expect(transmitter.isLinkDead).toBe(false);
  });

  it('knows the next resend exactly when asked, and never too late when not', () => {
    const { window, transmitter, run } = scene();
    window.push(0, new Uint8Array(1), 0, 1);
    run(0);
    window.push(0, new Uint8Array(1), 0, 1);
    run(40);
    window.acknowledge(0);
    expect(transmitter.exactlyUntilResend(40)).toBe(100);
    expect(transmitter.untilResend(40)).toBeLessThanOrEqual(100);
  });
});
