/** As many different frames as there are before the stream repeats; see frames.go. */
export const distinctFrames = 1024;

/** What differs from requests of type 1, each with a body of its own. */
export interface FramesOptions {
  readonly command?: number;
  readonly distinct?: number;
  /** Bodies of zeros. */
  readonly isBlank?: boolean;
}

/** The requests, or with `isReply` the flagged replies to them: frames one behind the other. */
export function buildFrames(
  format: string,
  bodyBytes: number,
  isReply: boolean,
  { command = 1, distinct = distinctFrames, isBlank = false }: FramesOptions = {},
): Buffer {
  if (format !== 'packets' && format !== 'turbo-2017') {
    throw new TypeError(`no format is called ${format}`);
  }
  const packetAt = prefixBytes(format);
  const frameBytes = packetAt + headerBytes + bodyBytes;
  const frames = Buffer.alloc(distinct * frameBytes);
  for (let i = 0; i < distinct; i++) {
    const frame = frames.subarray(i * frameBytes, (i + 1) * frameBytes);
    if (packetAt > 0) frame.writeUInt32BE(headerBytes + bodyBytes);
    const packet = frame.subarray(packetAt);
    writeHeader(packet, i + 1, command, isReply ? responseFlag : 0);
    if (!isBlank) fillBody(packet, i + 1);
  }
  return frames;
}

/** The length before each packet, which only one of the formats has. */
export function prefixBytes(format: string): number {
  return format === 'packets' ? 4 : 0;
}

// `opaque(4) command(1) version(2) extension(8) bodyLength(4) body`, big-endian.
function writeHeader(packet: Buffer, id: number, command: number, flag: number): void {
  packet.writeUInt32BE(id);
  packet[4] = command;
  packet[7] = flag;
  packet.writeUInt32BE(packet.length - headerBytes, 15);
}

// A body of its own for each id, so that a reply to another request is noticed.
function fillBody(packet: Buffer, id: number): void {
  let noise = Math.imul(id, 2654435761);
  for (let i = headerBytes; i < packet.length; i++) {
    noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
    packet[i] = noise >>> 24;
  }
}

const headerBytes = 19;
const responseFlag = 0x01;
