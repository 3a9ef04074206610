import { NetError, type Protocol } from '@net/core';
import type { Framer } from '@net/core/extend';
import { LengthPrefixed, maxAnnounced } from './length-prefixed.ts';
import { PlainPackets } from './plain-packets.ts';
import { resolveMaxBodyBytes, UNLIMITED } from './size-limits.ts';

interface GonetOptions {
  /**
   * Whether `size(2)` stands before each packet, on messages and datagrams too. `true`, for peers
   * of 2026; `false` for v3.1.0, which speaks over messages alone.
   */
  readonly lengthPrefix?: boolean | undefined;
  /**
   * The longest body, sent or received. 65,531 bytes, the most that the size can say, which `false`
   * stands for too; without the size it is for the transport to limit.
   */
  readonly maxBodyBytes?: number | false | undefined;
}

/**
 * Speaks to peers built with flylib/gonet: `size(2) messageId(4) body`, little-endian. The size
 * counts the id. It has no room for an id of requests, so there are none.
 *
 * @throws NetError `INVALID_OPTION`; `UNSUPPORTED` from `createFramer('stream')` without the size.
 */
export function gonet(options: GonetOptions = {}): Protocol {
  const { lengthPrefix = true, maxBodyBytes: chosen } = options;
  const most = lengthPrefix ? MAX_FRAME_BYTES - MESSAGE_ID_BYTES : UNLIMITED;
  const maxBodyBytes = resolveMaxBodyBytes(chosen, most, most);
  const packets = new PlainPackets({
    name: 'gonet',
    commandBytes: MESSAGE_ID_BYTES,
    opaqueBytes: 0,
    littleEndian: true,
    maxBodyBytes,
  });
  const createFramer: Protocol['createFramer'] = lengthPrefix
    ? () => framePackets(maxBodyBytes)
    : refuseStreams;
  return { name: 'gonet', packets, createFramer };
}

function framePackets(maxBodyBytes: number): Framer {
  return new LengthPrefixed({
    bytes: SIZE_BYTES,
    littleEndian: true,
    includesItself: false,
    minFrameBytes: MESSAGE_ID_BYTES,
    maxFrameBytes: MESSAGE_ID_BYTES + maxBodyBytes,
  });
}

const refuseStreams: Protocol['createFramer'] = (kind) => {
  if (kind !== 'stream') return undefined;
  throw new NetError(
    'UNSUPPORTED',
    'gonet without the length prefix keeps no boundaries on a byte stream',
  );
};

const SIZE_BYTES = 2;
const MESSAGE_ID_BYTES = 4;
const MAX_FRAME_BYTES: number = maxAnnounced(SIZE_BYTES, false);
