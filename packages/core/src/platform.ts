/** What is used of Node's Buffer. Browsers have none, and core runs without it. */
interface NodeBuffer {
  readonly allocUnsafeSlow: (bytes: number) => Uint8Array;
  readonly byteLength: (text: string) => number;
}

// Looked up by name, so that nothing here needs Node's types.
const buffer: NodeBuffer | undefined = Reflect.get(globalThis, 'Buffer');
const immediate: ((run: () => void) => unknown) | undefined = Reflect.get(
  globalThis,
  'setImmediate',
);
const encoder = new TextEncoder();

/**
 * A block of `bytes` bytes that may hold old data where the platform saves the zeroing: for memory
 * of which only written parts are ever read.
 */
export const allocate: (bytes: number) => Uint8Array =
  buffer?.allocUnsafeSlow ?? ((bytes) => new Uint8Array(bytes));

/** Write `text` as UTF-8 into `to`, a block of `allocate`; returns how many bytes it took. */
export const writeText: (text: string, to: Uint8Array, at: number) => number =
  buffer === undefined
    ? (text, to, at) => encoder.encodeInto(text, to.subarray(at)).written
    : // Where there is a Buffer, `allocate` makes them.
      (text, to, at) => (to as Uint8Array & Utf8Writer).utf8Write(text, at);

/** How many bytes `text` takes in UTF-8. */
export const textBytes: (text: string) => number =
  buffer?.byteLength ?? ((text) => encoder.encode(text).length);

/** Call `run` after input and output had their chance. */
export const nextTurn: (run: () => void) => void = immediate ?? ((run) => setTimeout(run));

interface Utf8Writer {
  utf8Write(text: string, at: number): number;
}
