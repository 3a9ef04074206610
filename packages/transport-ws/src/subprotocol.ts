/** Which subprotocols (RFC 6455, section 1.9) one end offers, or agrees to. */
export interface Subprotocols {
  /** Whether `net.batch` is among them. */
  readonly batch: boolean;
  /** The others, the preferred one first. */
  readonly others: readonly string[];
}

/**
 * The subprotocol of peers that put several length-prefixed packets into one message: between them a
 * connection is a stream of bytes, and messages are only how those travel.
 */
export const BATCH = 'net.batch';

/** What a dialling end offers, the preferred one first. */
export function offered({ batch, others }: Subprotocols): string[] {
  return batch ? [BATCH, ...others] : [...others];
}

/** What an accepting end agrees to of what was offered to it; `false`: to nothing. */
export function selected(ours: Subprotocols, theirs: ReadonlySet<string>): string | false {
  return offered(ours).find((name) => theirs.has(name)) ?? false;
}
