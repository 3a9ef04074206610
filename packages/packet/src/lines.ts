import type { Protocol } from '@net/core';
import { Delimited } from './delimited.ts';
import { PlainPackets } from './plain-packets.ts';
import { resolveMaxBodyBytes, UNLIMITED } from './size-limits.ts';

interface LinesOptions {
  /** The longest line without its line feed, sent or received. 64 KiB; `false` is no limit. */
  readonly maxBodyBytes?: number | false | undefined;
}

/**
 * For text: on streams each line is one message of type 0, elsewhere each message is. A line ends
 * with a line feed, which is not part of it; a carriage return is. There are no requests.
 *
 * On a stream a body must not hold a line feed: `ENCODE_FAILED`. `json()` never writes one.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function lines(options: LinesOptions = {}): Protocol {
  const maxBodyBytes = resolveMaxBodyBytes(options.maxBodyBytes, 64 * 1024, UNLIMITED);
  return {
    name: 'lines',
    packets: new PlainPackets({
      name: 'lines',
      commandBytes: 0,
      opaqueBytes: 0,
      littleEndian: false,
      maxBodyBytes,
    }),
    createFramer: (kind) =>
      kind === 'stream' ? new Delimited(LINE_FEED, maxBodyBytes) : undefined,
  };
}

const LINE_FEED = 0x0a;
