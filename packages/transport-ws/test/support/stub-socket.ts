import { Socket } from 'node:net';

type Done = (error?: Error | null) => void;

/** A socket whose kernel takes each write when the test says so, or at once. */
export class StubSocket extends Socket {
  /** What was written, one entry for each system call, in hex. */
  readonly writes: string[] = [];
  isStalled = false;
  #taken: Done | undefined;

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    this.#take([chunk], done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#take(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  /** The kernel takes the write that waits. */
  takeWrite(): void {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.();
  }

  #take(chunks: readonly Buffer[], done: Done): void {
    this.writes.push(Buffer.concat(chunks).toString('hex'));
    if (this.isStalled) this.#taken = done;
    else done();
  }
}
