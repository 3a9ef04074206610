import type { ByteQueue } from './byte-queue.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { Message, MessageHeader } from './message.ts';
import type { ConnectionKind } from './transport.ts';

/** How messages look on the wire: pure functions over bytes, no I/O and no clock. */
export interface Protocol {
  /** Short, for errors and logs: `packets`, `turbo`. */
  readonly name: string;
  readonly packets: PacketFormat;

  /**
   * Makes the framer of one connection, or `undefined` where one `send` is one packet already.
   *
   * @throws NetError `UNSUPPORTED` when the format cannot travel on that kind of connection.
   */
  createFramer(kind: ConnectionKind): Framer | undefined;
}

/** Cuts a byte stream into frames. One per connection, so it may keep state. */
export interface Framer {
  /**
   * Find the next frame: take what stands before it off the front of `input`, and return how many
   * bytes it has, all of them there; or `undefined` to wait for more. A declared length is checked
   * against its limit before anything else is done with it.
   *
   * @throws NetError `FRAME_TOO_LARGE`, `FRAME_LENGTH_MISMATCH`: the stream is lost.
   */
  decode(input: ByteQueue): number | undefined;

  /** Bytes behind each frame that do not belong to it, such as a delimiter. */
  readonly trailerBytes: number;

  /** Write what goes before a frame. The frame's bytes follow. */
  begin(out: ByteWriter): void;

  /** Finish the frame whose `begin` was at `start`: fill in its length, or add a delimiter. */
  end(out: ByteWriter, start: number): void;
}

/** Reads and writes the header before a body. Stateless, so one serves all connections. */
export interface PacketFormat {
  readonly features: PacketFeatures;

  /**
   * Read the packet in the next `bytes` bytes of `input`. What it leaves of them is skipped.
   *
   * @throws NetError `BAD_PACKET`, `FRAME_LENGTH_MISMATCH`, `FRAME_TOO_LARGE`,
   * `VERSION_UNSUPPORTED`.
   */
  read(input: ByteQueue, bytes: number): Message;

  /** Write the header. The body's bytes follow. @throws NetError `UNSUPPORTED` */
  begin(header: MessageHeader, out: ByteWriter): void;

  /**
   * Finish the packet whose `begin` was at `start`: fill in the body's length, if there is one.
   *
   * @throws NetError `MESSAGE_TOO_LARGE` when the body is over the format's limit.
   */
  end(out: ByteWriter, start: number): void;
}

/** What a packet format can say. */
export interface PacketFeatures {
  /** It carries an id that pairs an answer with its request. Without it `request` fails. */
  readonly correlation: boolean;
  /**
   * It tells a request from its answer and can carry errors, cancels and deadlines. Without it a
   * packet whose id is pending is the answer, and a failed handler sends none.
   */
  readonly control: boolean;
  /** The largest message type. */
  readonly maxType: number;
  /** Which ids each side gives its requests; the halves of 32 bits unless said otherwise. */
  readonly ids?: SideIds | undefined;
}

/** Ids from `first` to `last`, over and over. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/** The ranges of both sides, which must not overlap: so both may have requests in flight. */
interface SideIds {
  readonly dialler: IdRange;
  readonly acceptor: IdRange;
}
