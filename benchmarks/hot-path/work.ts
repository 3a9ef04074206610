/** A piece of the hot path, as a benchmark runs it. */
export interface Work {
  readonly name: string;
  /** Messages that one `run` moves. */
  readonly messages: number;
  /** Moves them; returns a promise only where the work itself waits. */
  readonly run: () => void | Promise<void>;
}

/** A message's body, as in the echo benchmark. */
export const BODY: Uint8Array = new Uint8Array(64).fill(0x61);

/** As many as fit into what the kernel hands over at once. */
export const MESSAGES_PER_CHUNK = 750;

/** `packet` again and again, in one buffer. */
export function repeat(packet: Uint8Array, times: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(packet.length * times);
  for (let index = 0; index < times; index++) bytes.set(packet, index * packet.length);
  return bytes;
}
