import { describe, expect, it } from '@jest/globals';
import { KcpMachine } from '../src/kcp-machine.ts';
import { originalSettings } from '../src/machine-settings.ts';
import { readNote, writeNote } from '../src/session-note.ts';
import { SessionTalk } from '../src/session-talk.ts';

const OWN = new Uint8Array(8).fill(1);
const PEER = new Uint8Array(8).fill(2);
const START = { conv: 7, mtu: 1400, headBytes: 0 };

/** A talk, and the kinds of the notes that it has flushed. */
function scene(isDialled: boolean): {
  talk: SessionTalk;
  machine: KcpMachine;
  told: string[];
  flush: () => void;
} {
  const told: string[] = [];
  const machine = new KcpMachine(originalSettings('go'), START, {
    allocate: () => new Uint8Array(1400),
    transmit: (packet, length) => {
      const note = length >= 48 ? readNote(packet.subarray(length - 24, length)) : undefined;
      if (note !== undefined) told.push(note.kind);
    },
  });
  const flush = (): void => machine.flush(0);
  const host = { flushSoon: flush, flushNow: flush };
  return { talk: new SessionTalk(machine, OWN, isDialled, 5000, host), machine, told, flush };
}

function note(kind: 'hello' | 'welcome' | 'end' | 'ended' | 'abort'): Uint8Array {
  return writeNote({ kind, from: PEER, to: OWN });
}

describe('SessionTalk', () => {
  it('greets until it is answered and welcome', () => {
    const { talk, told } = scene(true);
    talk.greet(0);
    expect([talk.hasAnswer, talk.dueMs]).toEqual([false, 100]);
    talk.onDue(100);
    talk.onAnswer();
    talk.read(note('hello'));
    expect([talk.hasAnswer, talk.dueMs]).toEqual([true, 300]);
    talk.read(note('welcome'));
    expect([talk.dueMs, told]).toEqual([Infinity, ['hello', 'hello', 'hello']]);
  });

  it('greets a peer of another make a few times only', () => {
    const { talk, told } = scene(true);
    talk.greet(0);
    talk.onAnswer();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) talk.onDue(nowMs);
    expect([told.length, talk.dueMs]).toEqual([6, Infinity]);
  });

  it('welcomes a dialler that knows its token', () => {
    const { talk, told } = scene(false);
    talk.read(writeNote({ kind: 'hello', from: PEER, to: new Uint8Array(8) }));
    expect(talk.hasProof).toBe(false);
    talk.read(note('hello'));
    expect([talk.hasProof, told]).toEqual([true, ['hello', 'welcome']]);
  });

  it('ends at once with a peer of another make, but answers it a while', () => {
    const { talk, machine } = scene(false);
    talk.end.startClosing(0);
    talk.settle(0);
    expect([talk.end.state, machine.receiving.free]).toEqual(['lingering', 0]);
  });

  it('says its end once all is acknowledged, and is over when the peer has ended too', () => {
    const { talk, machine, told } = scene(false);
    talk.read(note('hello'));
    machine.send(new Uint8Array(1));
    machine.flush(0);
    talk.end.startClosing(0);
    talk.settle(0);
    expect(told).toEqual(['welcome']);
    machine.sending.acknowledgeBelow(1);
    talk.settle(10);
    talk.settle(20);
    talk.settle(60);
    expect(told).toEqual(['welcome', 'end', 'end']);
    talk.read(note('ended'));
    expect([talk.end.state, told.at(-1)]).toEqual(['over', 'ended']);
  });

  it('closes its side when the peer ends, and lingers', () => {
    const { talk, told } = scene(false);
    talk.read(note('hello'));
    talk.read(note('end'));
    talk.settle(0);
    expect([talk.end.state, told]).toEqual(['lingering', ['welcome', 'ended']]);
    talk.answerLate(note('end'));
    expect(told.at(-1)).toBe('ended');
    talk.answerLate(note('ended'));
    talk.answerLate(undefined);
    expect([talk.end.state, told.length]).toEqual(['over', 3]);
  });

  it('is over when the peer aborts', () => {
    const { talk, told } = scene(false);
    talk.read(note('abort'));
    expect([talk.end.state, told]).toEqual(['over', ['ended']]);
    expect(talk.end.error).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  it('acknowledges nothing after an abort', () => {
    const { talk, machine, told } = scene(false);
    talk.read(note('hello'));
    talk.finish('abort', new Error('enough'), 0);
    machine.acks.push(1, 1);
    talk.answerLate(undefined);
    expect([machine.acks.length, told]).toEqual([0, ['welcome', 'abort', 'abort']]);
  });
});
