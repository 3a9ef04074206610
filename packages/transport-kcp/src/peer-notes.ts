import { readInt32, writeInt32 } from './segment.ts';
import { type NoteKind, readNote, TOKEN_BYTES, writeNote } from './session-note.ts';

/** Writes our notes and believes those of the peer that it can vouch for. */
export class PeerNotes {
  // The halves of the two tokens: two small arrays would cost an idle session twenty times as much.
  readonly #ownLow: number;
  readonly #ownHigh: number;
  #peerLow = 0;
  #peerHigh = 0;
  #isUnderstood = false;
  #hasProof = false;

  /** @param ownToken of this end: random, and of `TOKEN_BYTES` bytes. */
  constructor(ownToken: Uint8Array) {
    this.#ownLow = readInt32(ownToken, 0);
    this.#ownHigh = readInt32(ownToken, 4);
  }

  /** Whether the peer has written a note: it understands ours. */
  get isUnderstood(): boolean {
    return this.#isUnderstood;
  }

  /** Whether the peer has repeated our token: it receives what is sent to its address. */
  get hasProof(): boolean {
    return this.#hasProof;
  }

  /** The bytes of a note to the peer. */
  write(kind: NoteKind): Uint8Array {
    const from = tokenOf(this.#ownLow, this.#ownHigh);
    return writeNote({ kind, from, to: tokenOf(this.#peerLow, this.#peerHigh) });
  }

  /**
   * What the peer says in `bytes`, if it can have written them: all but a `hello` need our token, and
   * all notes of a session come from the same end.
   */
  read(bytes: Uint8Array): NoteKind | undefined {
    const note = readNote(bytes);
    if (note === undefined || !this.#isFromPeer(note.from)) return undefined;
    const knowsUs = isToken(note.to, this.#ownLow, this.#ownHigh);
    if (!knowsUs && note.kind !== 'hello') return undefined;
    this.#peerLow = readInt32(note.from, 0);
    this.#peerHigh = readInt32(note.from, 4);
    this.#isUnderstood = true;
    this.#hasProof ||= knowsUs;
    return note.kind;
  }

  #isFromPeer(from: Uint8Array): boolean {
    return !this.#isUnderstood || isToken(from, this.#peerLow, this.#peerHigh);
  }
}

function tokenOf(low: number, high: number): Uint8Array {
  const token = new Uint8Array(TOKEN_BYTES);
  writeInt32(token, 0, low);
  writeInt32(token, 4, high);
  return token;
}

/** Takes the same time wherever they differ. */
function isToken(bytes: Uint8Array, low: number, high: number): boolean {
  return ((readInt32(bytes, 0) ^ low) | (readInt32(bytes, 4) ^ high)) === 0;
}
