import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../testing/src/index.ts';
import { ByteWriter } from '../src/byte-writer.ts';
import type { Codec } from '../src/codec.ts';
import { ControlLink, sendControl } from '../src/control-link.ts';
import { Control } from '../src/control.ts';
import { MessageKind, NetError } from '../src/index.ts';
import type { MessageHeader } from '../src/extend.ts';
import { resolveLimits } from '../src/limits.ts';
import { silentLogger } from '../src/logger.ts';
import { Timers } from '../src/timers.ts';
import { standInSession } from './stand-in.ts';
import { hexOf, textOf } from './support/wire.ts';

describe('sendControl', () => {
  it('writes a packet without a body when there is nothing to report', () => {
    const { outbox, written } = outboxOf();
    sendControl(outbox, Control.Ping, 42);
    expect(written).toEqual([{ ...control, type: 3, argument: 42, body: new Uint8Array(0) }]);
  });

  it('writes a report as JSON in UTF-8', () => {
    const { outbox, written } = outboxOf();
    sendControl(outbox, Control.Hello, 1, { name: 'Åda', version: 1 });
    expect(written.map(({ body }) => hexOf(body))).toEqual([
      '7b226e616d65223a22c3856461222c2276657273696f6e223a317d',
    ]);
  });
});

describe('ControlLink', () => {
  it('shows what the session knows', () => {
    const { link, clock } = subject();
    expect(link).toMatchObject({ kind: 'datagram', aliveAtMs: 77, isShut: false });
    expect(link.clock).toBe(clock);
  });

  it('shuts and opens the dispatcher', () => {
    const { link, dispatcher } = subject();
    link.isShut = true;
    expect([dispatcher.isShut, link.isShut]).toEqual([true, true]);
    link.isShut = false;
    expect(dispatcher.isShut).toBe(false);
  });

  it('holds the inbox, and lets it go', () => {
    const { link, calls } = subject();
    link.hold();
    link.release();
    expect(calls).toEqual(['hold', 'release']);
  });

  it('sends by the outbox', () => {
    const { link, written } = subject();
    link.sendControl(Control.Welcome, 9, { version: 1 });
    expect(written).toMatchObject([{ ...control, type: 2, argument: 9 }]);
    expect(textOf(written[0]!.body)).toBe('{"version":1}');
  });

  it('hands to the session what is decided about it', () => {
    const { link, calls } = subject();
    const error = new NetError('KICKED', 'out');
    link.fail(error);
    link.onPeerClose(error);
    link.onGoAway(error);
    expect(calls).toEqual([
      ['fail', error],
      ['onPeerClose', error],
      ['onGoAway', error],
    ]);
  });
});

const control = { kind: MessageKind.Control, id: 0 };

function subject() {
  const clock = new VirtualClock(1000);
  const calls: unknown[] = [];
  const { outbox, written } = outboxOf();
  const dispatcher = { isShut: false };
  const inbox = {
    aliveAtMs: 77,
    hold: () => void calls.push('hold'),
    release: () => void calls.push('release'),
  };
  const session = {
    ...standInSession(),
    kind: 'datagram' as const,
    fail: (error: NetError) => void calls.push(['fail', error]),
    onPeerClose: (error: NetError) => void calls.push(['onPeerClose', error]),
    onGoAway: (error: NetError) => void calls.push(['onGoAway', error]),
  };
  const context = { clock, timers: Timers.of(clock), bounds: resolveLimits() };
  const link = new ControlLink(
    session,
    { inbox, dispatcher, outbox },
    { ...context, logger: silentLogger },
  );
  return { link, clock, calls, dispatcher, written };
}

interface Written {
  readonly body: Uint8Array;
}

function outboxOf() {
  const written: Written[] = [];
  const outbox = {
    write<T>({ kind, type, id, argument }: MessageHeader, codec: Codec<T>, value: T): boolean {
      const out = new ByteWriter();
      codec.encode(value, out);
      const packet = { kind, type, id, argument, body: out.takeCopy() };
      written.push(packet);
      return true;
    },
  };
  return { outbox, written };
}
