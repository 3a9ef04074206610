/** As many different frames as there are before the stream repeats; see frames.go. */
export const distinctFrames = 1024;

/** The requests, or with `isReply` the flagged replies to them: frames one behind the other. */
export function buildFrames(format: string, bodyBytes: number, isReply: boolean): Buffer {
  if (format !== 'packets' && format !== 'turbo-2017') {
    throw new TypeError(`no format is called ${format}`);
  }
  const packetAt = prefixBytes(format);
  const frameBytes = packetAt + headerBytes + bodyBytes;
  const frames = Buffer.alloc(distinctFrames * frameBytes);
  for (let i = 0; i < distinctFrames; i++) {
    const frame = frames.subarray(i * frameBytes, (i + 1) * frameBytes);
    if (packetAt > 0) frame.writeUInt32BE(headerBytes + bodyBytes);
    writePacket(frame.subarray(packetAt), i + 1, isReply ? responseFlag : 0);
  }
  return frames;
}

/** The length before each packet, which only one of the formats has. */
export function prefixBytes(format: string): number {
  return format === 'packets' ? 4 : 0;
}

// `opaque(4) command(1) version(2) extension(8) bodyLength(4) body`, big-endian.
function writePacket(packet: Buffer, id: number, flag: number): void {
  packet.writeUInt32BE(id);
  packet[4] = command;
  packet[7] = flag;
  packet.writeUInt32BE(packet.length - headerBytes, 15);
  // A body of its own for each id, so that a reply to another request is noticed.
  let noise = Math.imul(id, 2654435761);
  for (let i = headerBytes; i < packet.length; i++) {
    noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
    packet[i] = noise >>> 24;
  }
}

const headerBytes = 19;
const command = 1;
const responseFlag = 0x01;
