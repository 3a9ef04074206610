/** What Node has and browsers have not. Everything here is optional: core runs without it. */
interface NodeExtras {
  readonly Buffer?: {
    readonly allocUnsafeSlow: (bytes: number) => Uint8Array;
    readonly byteLength: (text: string) => number;
  };
  readonly setImmediate?: (run: () => void) => unknown;
}

const node: NodeExtras = globalThis;
const encoder = new TextEncoder();

/**
 * A block of `bytes` bytes that may hold old data where the platform saves the zeroing: for memory
 * of which only written parts are ever read.
 */
export const allocate: (bytes: number) => Uint8Array =
  node.Buffer?.allocUnsafeSlow ?? ((bytes) => new Uint8Array(bytes));

/** Write `text` as UTF-8 into `to`, a block of `allocate`; returns how many bytes it took. */
export const writeText: (text: string, to: Uint8Array, at: number) => number =
  node.Buffer === undefined
    ? (text, to, at) => encoder.encodeInto(text, to.subarray(at)).written
    : (text, to, at) => (to as NodeBuffer).utf8Write(text, at);

/** How many bytes `text` takes in UTF-8. */
export const textBytes: (text: string) => number =
  node.Buffer?.byteLength ?? ((text) => encoder.encode(text).length);

/** Call `run` after input and output had their chance. */
export const nextTurn: (run: () => void) => void = node.setImmediate ?? ((run) => setTimeout(run));

interface NodeBuffer extends Uint8Array {
  utf8Write(text: string, at: number): number;
}
