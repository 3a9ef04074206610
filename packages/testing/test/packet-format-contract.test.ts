import { describe, expect, it } from '@jest/globals';
import { type ByteWriter, Message, MessageKind, NetError } from '@net/core';
import type { ByteQueue, MessageHeader } from '@net/core/extend';
import type { PacketFeatures, PacketFormat } from '@net/core/extend';
import { packetFormatContract } from '../src/packet-format-contract.ts';
import { failures } from './verdicts.ts';

const MAX_BODY = 70_000;

/** `kind(1) id(4) type(4) argument(4) body`, big-endian. */
class Sound implements PacketFormat {
  readonly features: PacketFeatures = { correlation: true, control: true, maxType: 0xffffffff };

  read(input: ByteQueue, bytes: number): Message {
    const frame = input.take(bytes);
    const kind = Object.values(MessageKind).find((value) => value === frame[0]);
    if (kind === undefined) throw new NetError('BAD_PACKET', `there is no kind ${frame[0]}`);
    if (frame.length < 13) this.refuse(frame.length);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
    const [id, type, argument] = [view.getUint32(1), view.getUint32(5), view.getUint32(9)];
    return new Message(kind, type, id, frame.subarray(13), argument);
  }

  refuse(length: number): void {
    throw new NetError('BAD_PACKET', `a packet has 13 bytes at least, not ${length}`);
  }

  begin({ kind, id, type, argument }: MessageHeader, out: ByteWriter): void {
    out.writeUint8(kind);
    out.writeUint32(id);
    out.writeUint32(type);
    out.writeUint32(argument);
  }

  end(out: ByteWriter, start: number): void {
    const bytes = out.length - start - 13;
    if (bytes <= MAX_BODY) return;
    throw new NetError('MESSAGE_TOO_LARGE', `a body of ${bytes} bytes is over ${MAX_BODY}`);
  }
}

/** `type(4) body`: all that can be said are pushes. */
class TypeOnly implements PacketFormat {
  readonly features: PacketFeatures = { correlation: false, control: false, maxType: 0xff };

  read(input: ByteQueue, bytes: number): Message {
    const frame = input.take(bytes);
    if (frame.length === 0) throw new NetError('BAD_PACKET', 'a packet has a byte at least, not 0');
    return new Message(MessageKind.Push, frame[0] ?? 0, 0, frame.subarray(1));
  }

  begin({ type }: MessageHeader, out: ByteWriter): void {
    out.writeUint8(type);
  }

  end(): void {}
}

class LosesKind extends Sound {
  override read(input: ByteQueue, bytes: number): Message {
    const { type, id, body, argument } = super.read(input, bytes);
    return new Message(MessageKind.Push, type, id, body, argument);
  }
}

class LosesHighBits extends Sound {
  override read(input: ByteQueue, bytes: number): Message {
    const { kind, type, id, body, argument } = super.read(input, bytes);
    return new Message(kind, type & 0xffff, id | 0, body, argument);
  }
}

class Promises extends TypeOnly {
  override readonly features: PacketFeatures = { correlation: true, control: false, maxType: 255 };
}

class ThrowsRangeError extends Sound {
  override refuse(): void {}
}

class Unlimited extends Sound {
  override end(): void {}
}

class Clears extends Sound {
  override end(out: ByteWriter, start: number): void {
    if (out.length - start - 13 > MAX_BODY) out.truncate(0);
    super.end(out, start);
  }
}

class ChangesFrame extends Sound {
  override read(input: ByteQueue, bytes: number): Message {
    const read = super.read(input, bytes);
    new Uint8Array(read.body.buffer).fill(0xff);
    return read;
  }
}

describe('packetFormatContract', () => {
  describe('of a sound format', () => {
    packetFormatContract(it, new Sound(), { maxBody: MAX_BODY });
  });

  describe('of a sound format without ids', () => {
    packetFormatContract(it, new TypeOnly());
  });

  it('rejects a format that loses the kind', async () => {
    expect(await verdict(new LosesKind())).toEqual(['reads back every kind that it promises']);
  });

  it('rejects a format that loses the high bits of types and ids', async () => {
    expect(await verdict(new LosesHighBits())).toEqual([
      'reads back every type, to the largest',
      'reads back every id, to the largest',
    ]);
  });

  it('rejects a format that promises ids but has none', async () => {
    expect(await verdict(new Promises())).toContain('reads back every id, to the largest');
  });

  it('rejects a format that throws a RangeError', async () => {
    expect(await verdict(new ThrowsRangeError())).toEqual([
      'throws only NetError for packets that were cut or changed',
      'throws only NetError for random bytes',
    ]);
  });

  it('rejects a format that forgets its limit', async () => {
    expect(await verdict(new Unlimited())).toEqual(['rejects a body over the limit when it ends']);
  });

  it('rejects a format that clears the writer', async () => {
    expect(await verdict(new Clears())).toEqual(['rejects a body over the limit when it ends']);
  });

  it('rejects a format that changes the frame it reads', async () => {
    expect(await verdict(new ChangesFrame())).toContain('leaves the frame as it was when it reads');
  });
});

function verdict(format: PacketFormat): Promise<string[]> {
  return failures((define) => packetFormatContract(define, format, { maxBody: MAX_BODY }));
}
