import { NetError, type Protocol } from '@net/core';
import type { Framer } from '@net/core/extend';
import { type LengthBytes, LengthPrefixed, maxAnnounced } from './length-prefixed.ts';
import { PlainPackets } from './plain-packets.ts';
import { resolveMaxBodyBytes } from './size-limits.ts';
import { MAX_VARINT_FRAME, VarintPrefixed } from './varint-prefixed.ts';

interface LengthPrefixedOptions {
  /** Bytes of the length on streams. 4; `'varint'` is one to five, seven bits each. */
  readonly bytes?: LengthBytes | 'varint' | undefined;
  /** Which byte of a number comes first. `'big'`: the highest. */
  readonly endian?: 'big' | 'little' | undefined;
  /** Whether the length counts its own bytes. `false`; never for `'varint'`. */
  readonly includesItself?: boolean | undefined;
  /** Bytes of the message type. 0: every message is of type 0. */
  readonly command?: 0 | 1 | 2 | 4 | undefined;
  /** Bytes of the id that pairs an answer with its request. 0: there are no requests. */
  readonly opaque?: 0 | 2 | 4 | undefined;
  /** The longest body, sent or received. 1 MiB, or less as the length can say; `false` is all that. */
  readonly maxBodyBytes?: number | false | undefined;
}

/**
 * For stacks of one's own: `length command opaque body`, each of the first three as wide as the
 * options say. The length stands on streams alone.
 *
 * @throws NetError `INVALID_OPTION`
 */
export function lengthPrefixed(options: LengthPrefixedOptions = {}): Protocol {
  const { bytes = 4, endian = 'big', includesItself = false, command = 0, opaque = 0 } = options;
  checkChoice('bytes', bytes, [1, 2, 4, 'varint']);
  checkChoice('endian', endian, ['big', 'little']);
  checkChoice('includesItself', includesItself, bytes === 'varint' ? [false] : [false, true]);
  checkChoice('command', command, [0, 1, 2, 4]);
  checkChoice('opaque', opaque, [0, 2, 4]);

  const littleEndian = endian === 'little';
  const minFrameBytes = command + opaque;
  const announced = bytes === 'varint' ? MAX_VARINT_FRAME : maxAnnounced(bytes, includesItself);
  const most = announced - minFrameBytes;
  const maxBodyBytes = resolveMaxBodyBytes(options.maxBodyBytes, 1024 * 1024, most);
  const maxFrameBytes = minFrameBytes + maxBodyBytes;
  const createFramer = (): Framer =>
    bytes === 'varint'
      ? new VarintPrefixed(minFrameBytes, maxFrameBytes)
      : new LengthPrefixed({ bytes, littleEndian, includesItself, minFrameBytes, maxFrameBytes });
  return {
    name: NAME,
    packets: new PlainPackets({
      name: NAME,
      commandBytes: command,
      opaqueBytes: opaque,
      littleEndian,
      maxBodyBytes,
    }),
    createFramer: (kind) => (kind === 'stream' ? createFramer() : undefined),
  };
}

function checkChoice(name: string, chosen: unknown, choices: readonly unknown[]): void {
  if (choices.includes(chosen)) return;
  throw new NetError(
    'INVALID_OPTION',
    `${name} is one of ${choices.join(', ')}, got ${String(chosen)}`,
  );
}

const NAME = 'length-prefixed';
