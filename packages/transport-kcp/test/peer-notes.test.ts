import { describe, expect, it } from '@jest/globals';
import { PeerNotes } from '../src/peer-notes.ts';
import { writeNote } from '../src/session-note.ts';

const OWN = new Uint8Array(8).fill(1);
const PEER = new Uint8Array(8).fill(2);
const FORGER = new Uint8Array(8).fill(3);

describe('PeerNotes', () => {
  it('greet each other until both know both tokens', () => {
    const [one, other] = [new PeerNotes(OWN), new PeerNotes(PEER)];
    expect(other.read(one.write('hello'))).toBe('hello');
    expect([other.isUnderstood, other.hasProof]).toEqual([true, false]);
    expect(one.read(other.write('hello'))).toBe('hello');
    expect([one.isUnderstood, one.hasProof]).toEqual([true, true]);
    expect(other.read(one.write('hello'))).toBe('hello');
    expect(other.hasProof).toBe(true);
  });

  it('believe an end only of who knows their token', () => {
    const notes = new PeerNotes(OWN);
    expect(notes.read(writeNote({ kind: 'abort', from: FORGER, to: FORGER }))).toBeUndefined();
    expect(notes.isUnderstood).toBe(false);
    expect(notes.read(writeNote({ kind: 'abort', from: PEER, to: OWN }))).toBe('abort');
  });

  it('stay with the peer that came first', () => {
    const notes = new PeerNotes(OWN);
    notes.read(writeNote({ kind: 'hello', from: PEER, to: OWN }));
    expect(notes.read(writeNote({ kind: 'end', from: FORGER, to: OWN }))).toBeUndefined();
    expect(notes.read(writeNote({ kind: 'end', from: PEER, to: OWN }))).toBe('end');
  });

  it('take nothing else for a note', () => {
    expect(new PeerNotes(OWN).read(new Uint8Array(24))).toBeUndefined();
  });
});
