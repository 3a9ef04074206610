import { type ByteWriter, Message, MessageKind, NetError, type Protocol } from '../../src/index.ts';
import type {
  ByteQueue,
  ConnectionKind,
  Framer,
  MessageHeader,
  PacketFormat,
} from '../../src/extend.ts';

/** What a test protocol can say, and where it frames. */
export interface TestProtocolOptions {
  readonly control?: boolean;
  readonly correlation?: boolean;
  readonly maxType?: number;
  readonly maxFrameBytes?: number;
  /** Frames on message and datagram connections too, as gonet does. */
  readonly framesMessages?: boolean;
  /** The only kind that it can travel on. */
  readonly only?: ConnectionKind;
}

/** `length(4) kind(1) type(4) id(4) argument(4) body`, big-endian; the length counts what follows it. */
export function testProtocol(options: TestProtocolOptions = {}): Protocol {
  const { maxFrameBytes = 4 * 1024 * 1024, framesMessages = false, only } = options;
  return {
    name: 'test',
    packets: new TestPackets(options),
    createFramer(kind) {
      if (only !== undefined && kind !== only) {
        throw new NetError('UNSUPPORTED', `test does not travel on ${kind} connections`);
      }
      return kind === 'stream' || framesMessages ? new TestFramer(maxFrameBytes) : undefined;
    },
  };
}

class TestFramer implements Framer {
  readonly trailerBytes = 0;
  #maxFrameBytes: number;

  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  decode(input: ByteQueue): number | undefined {
    if (input.length < LENGTH_BYTES) return undefined;
    const length = input.peekUint32(0);
    if (length > this.#maxFrameBytes) {
      throw new NetError('FRAME_TOO_LARGE', `${length} bytes are over ${this.#maxFrameBytes}`);
    }
    if (input.length < LENGTH_BYTES + length) return undefined;
    input.skip(LENGTH_BYTES);
    return length;
  }

  begin(out: ByteWriter): void {
    out.reserve(LENGTH_BYTES);
  }

  end(out: ByteWriter, start: number): void {
    out.setUint32(start, out.length - start - LENGTH_BYTES);
  }
}

class TestPackets implements PacketFormat {
  readonly features: PacketFormat['features'];

  constructor({ control = true, correlation = true, maxType = 0xffffffff }: TestProtocolOptions) {
    this.features = { control: control && correlation, correlation, maxType };
  }

  read(input: ByteQueue, bytes: number): Message {
    const frame = input.take(bytes);
    if (frame.length < HEADER_BYTES) throw new NetError('BAD_PACKET', 'a packet without a header');
    const view = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
    const id = view.getUint32(5);
    const kind = this.features.control ? kindOf(view.getUint8(0)) : Number(id !== 0);
    // Without control there are but pushes, of id 0, and packets with an id: 0 and 1.
    const body = frame.subarray(HEADER_BYTES);
    return new Message(kind as MessageKind, view.getUint32(1), id, body, view.getUint32(9));
  }

  begin({ kind, type, id, argument }: MessageHeader, out: ByteWriter): void {
    out.writeUint8(kind);
    out.writeUint32(type);
    out.writeUint32(this.features.correlation ? id : 0);
    out.writeUint32(argument);
  }

  end(): void {
    // There is no length in this header.
  }
}

function kindOf(value: number): MessageKind {
  if (value > MessageKind.Control) throw new NetError('BAD_PACKET', `there is no kind ${value}`);
  // The check above leaves 0 to 5.
  return value as MessageKind;
}

const LENGTH_BYTES = 4;
const HEADER_BYTES = 13;
