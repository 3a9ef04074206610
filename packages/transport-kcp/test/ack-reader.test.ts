import { describe, expect, it } from '@jest/globals';
import { AckReader, type AckRules } from '../src/ack-reader.ts';
import { RttEstimator } from '../src/rtt-estimator.ts';
import { SendWindow } from '../src/send-window.ts';

interface Scene {
  readonly sending: SendWindow;
  readonly rtt: RttEstimator;
  readonly reader: AckReader;
}

/** Four segments, sent at 100 to 103. */
function scene(rules: Partial<AckRules>): Scene {
  const behavior = rules.behavior ?? 'go';
  const sending = new SendWindow(0, behavior === 'go');
  for (let sn = 0; sn < 4; sn += 1) sending.push(0, new Uint8Array(1), 0, 1);
  sending.admit(4);
  for (let sn = 0; sn < 4; sn += 1)
    Object.assign(sending.at(sn), { ts: 100 + sn, transmissions: 1 });
  const rtt = new RttEstimator({ behavior, intervalMs: 10, nodelay: 1 });
  const reader = new AckReader(
    { behavior, countsStaleAcks: false, isStrict: false, ...rules },
    sending,
    rtt,
  );
  reader.begin();
  return { sending, rtt, reader };
}

describe('AckReader', () => {
  it('measures by the last acknowledgement of a datagram, as kcp-go', () => {
    const { reader, rtt } = scene({});
    reader.read(0, 100, 150);
    reader.read(1, 101, 150);
    expect(rtt.smoothedMs).toBe(0);
    reader.end(150, true);
    expect(rtt.smoothedMs).toBe(49);
  });

  it('measures nothing from a datagram that was rebuilt', () => {
    const { reader, rtt } = scene({});
    reader.read(0, 100, 150);
    reader.end(150, false);
    expect(rtt.smoothedMs).toBe(0);
  });

  it('measures by each acknowledgement, as ikcp.c', () => {
    const { reader, rtt } = scene({ behavior: 'c' });
    reader.read(0, 100, 150);
    expect(rtt.smoothedMs).toBe(50);
  });

  it('counts overtaken segments once for a datagram, as ikcp.c', () => {
    const { reader, sending } = scene({ behavior: 'c' });
    reader.read(2, 102, 150);
    reader.read(3, 103, 150);
    reader.end(150, true);
    expect([sending.at(0).fastAcks, sending.at(1).fastAcks]).toEqual([1, 1]);
  });

  it('counts them for each acknowledgement, as kcp-go', () => {
    const { reader, sending } = scene({});
    reader.read(2, 102, 150);
    reader.read(3, 103, 150);
    reader.end(150, true);
    expect([sending.at(0).fastAcks, sending.at(1).fastAcks]).toEqual([2, 2]);
  });

  it('counts stale acknowledgements only when told to', () => {
    const strict = scene({ behavior: 'c' });
    strict.reader.read(3, 99, 150);
    strict.reader.end(150, true);
    expect(strict.sending.at(0).fastAcks).toBe(0);
    const old = scene({ behavior: 'c', countsStaleAcks: true });
    old.reader.read(3, 99, 150);
    old.reader.end(150, true);
    expect(old.sending.at(0).fastAcks).toBe(1);
  });

  it('has proof of its peer from a true echo only', () => {
    const { reader } = scene({ isStrict: true });
    reader.read(0, 99, 150);
    reader.read(9, 100, 150);
    expect(reader.isPeerProven).toBe(false);
    reader.read(1, 101, 150);
    expect(reader.isPeerProven).toBe(true);
  });
});
