import {
  isSameToken,
  NO_TOKEN,
  type NoteKind,
  readNote,
  type SessionNote,
  writeNote,
} from './session-note.ts';

/** Writes our notes and believes those of the peer that it can vouch for. */
export class PeerNotes {
  readonly #ownToken: Uint8Array;
  #peerToken: Uint8Array | undefined;
  #hasProof = false;

  /** @param ownToken of this end: random, and of `TOKEN_BYTES` bytes. */
  constructor(ownToken: Uint8Array) {
    this.#ownToken = ownToken;
  }

  /** Whether the peer has written a note: it understands ours. */
  get isUnderstood(): boolean {
    return this.#peerToken !== undefined;
  }

  /** Whether the peer has repeated our token: it receives what is sent to its address. */
  get hasProof(): boolean {
    return this.#hasProof;
  }

  /** The bytes of a note to the peer. */
  write(kind: NoteKind): Uint8Array {
    return writeNote({ kind, from: this.#ownToken, to: this.#peerToken ?? NO_TOKEN });
  }

  /**
   * What the peer says in `bytes`, if it can have written them: all but a `hello` need our token, and
   * all notes of a session come from the same end.
   */
  read(bytes: Uint8Array): NoteKind | undefined {
    const note = readNote(bytes);
    if (note === undefined || !this.#isFromPeer(note)) return undefined;
    const knowsUs = isSameToken(note.to, this.#ownToken);
    if (!knowsUs && note.kind !== 'hello') return undefined;
    this.#peerToken ??= note.from.slice();
    this.#hasProof ||= knowsUs;
    return note.kind;
  }

  #isFromPeer({ from }: SessionNote): boolean {
    return this.#peerToken === undefined || isSameToken(from, this.#peerToken);
  }
}
