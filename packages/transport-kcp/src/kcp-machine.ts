import { AckList } from './ack-list.ts';
import { AckReader } from './ack-reader.ts';
import { CongestionWindow } from './congestion-window.ts';
import type { MachineSettings, MachineStart } from './machine-settings.ts';
import { MessageCutter } from './message-cutter.ts';
import { type PacketOutput, PacketWriter } from './packet-writer.ts';
import { PeerWindow } from './peer-window.ts';
import { ReceiveWindow } from './receive-window.ts';
import { RttEstimator } from './rtt-estimator.ts';
import { Command, SEGMENT_HEADER_BYTES, SegmentHeader } from './segment.ts';
import { SendWindow } from './send-window.ts';
import { serialDiff } from './serial.ts';
import { Transmitter } from './transmitter.ts';

/** Why a datagram, or what was left of it, was not taken. */
export type InputFault =
  | 'too-short'
  | 'conv'
  | 'length'
  | 'command'
  | 'acknowledgement'
  | 'fragments';

/**
 * One end of a KCP conversation: reliable, ordered delivery over datagrams. Pure: bytes and times
 * come in by calls, and datagrams leave through `PacketOutput`, only ever from inside a flush.
 * Times are milliseconds modulo 2^32.
 */
export class KcpMachine {
  /** The most data bytes of a segment. */
  readonly mss: number;
  readonly sending: SendWindow;
  readonly receiving: ReceiveWindow;
  readonly acks: AckList = new AckList();
  readonly rtt: RttEstimator;
  readonly congestion: CongestionWindow;
  readonly peer: PeerWindow;
  readonly transmitter: Transmitter;
  readonly #settings: MachineSettings;
  readonly #conv: number;
  readonly #cutter: MessageCutter;
  readonly #writer: PacketWriter;
  readonly #ackReader: AckReader;
  #note: Uint8Array | undefined;
  #noteToTell: Uint8Array | undefined;

  /** @param settings kept, and shared with other machines. */
  constructor(settings: MachineSettings, start: MachineStart, output: PacketOutput) {
    const { behavior } = settings;
    const { conv, mtu, headBytes } = start;
    this.#settings = settings;
    this.#conv = conv | 0;
    this.mss = mtu - headBytes - SEGMENT_HEADER_BYTES;
    this.sending = new SendWindow(settings.firstSendSn, behavior === 'go');
    this.receiving = new ReceiveWindow(settings.firstReceiveSn, settings.receiveWindow);
    this.rtt = new RttEstimator(settings);
    this.congestion = new CongestionWindow(this.mss);
    this.peer = new PeerWindow(PEER_WINDOW[behavior], settings.firstProbeMs);
    this.#cutter = new MessageCutter(settings, this.mss, this.sending);
    this.#writer = new PacketWriter(output, conv, mtu, headBytes);
    this.#ackReader = new AckReader(settings, this.sending, this.rtt);
    this.transmitter = new Transmitter(settings, this.sending, this.#writer);
  }

  /** Whether an answer has shown that the peer receives what is sent to its address. */
  get isPeerProven(): boolean {
    return this.#ackReader.isPeerProven;
  }

  /** Whether a flush could send something new. */
  get hasRoom(): boolean {
    const { queued, next, una } = this.sending;
    return queued > 0 && serialDiff(next, una) < this.#allowedWindow();
  }

  /** Queue `bytes` for the next flush; see `MessageCutter.push`. */
  send(bytes: Uint8Array): number {
    return this.#cutter.push(bytes);
  }

  /** Take the next message, or in stream mode the next piece; `undefined` when none is complete. */
  receive(): Uint8Array | undefined {
    const wasFull = this.receiving.free === 0;
    const message = this.receiving.take();
    if (wasFull && this.receiving.free > 0) this.peer.owesTell = true;
    return message;
  }

  /**
   * Take a datagram. The machine keeps `datagram` and nobody may change it from now on. Segments
   * before a bad one have taken effect.
   *
   * @param isRegular false for a datagram that was rebuilt from parity.
   * @returns what was wrong with it, if anything.
   */
  input(datagram: Uint8Array, now: number, isRegular = true): InputFault | undefined {
    if (datagram.length < SEGMENT_HEADER_BYTES) return 'too-short';
    const firstUna = this.sending.una;
    this.#ackReader.begin();
    for (let at = 0; datagram.length - at >= SEGMENT_HEADER_BYTES;) {
      header.read(datagram, at);
      at += SEGMENT_HEADER_BYTES;
      const fault = this.#check(datagram.length - at);
      if (fault !== undefined) return fault;
      this.#takeSegment(datagram, at, now, isRegular);
      at += header.len;
    }
    this.#ackReader.end(now, isRegular);
    if (serialDiff(this.sending.una, firstUna) > 0 && this.#usesCongestionWindow()) {
      this.congestion.grow(this.peer.segments);
    }
    return undefined;
  }

  /** Send what is due: acknowledgements, probes, new and lost segments. */
  flush(now: number): void {
    this.#writeAcks();
    this.#writeProbes(now);
    const window = this.#allowedWindow();
    const newSegments = this.sending.admit(window);
    this.transmitter.run(now, this.rtt.rtoMs, newSegments);
    this.#writer.end();
    if (this.#usesCongestionWindow()) this.#adjustCongestion(window);
  }

  /** Send the acknowledgements alone. */
  flushAcks(): void {
    this.#writeAcks();
    this.#writer.end();
  }

  /** Send the window alone, in a datagram of its own. */
  flushWindow(): void {
    this.#writer.begin(this.receiving.free, this.receiving.next);
    this.#writer.control(Command.WINS);
    this.#writer.end();
  }

  /**
   * Have the next flush carry `note`, in place of one that has not been sent: bytes beside the
   * stream, unreliable, in a segment that KCP peers take for the window alone.
   */
  tell(note: Uint8Array): void {
    this.#noteToTell = note;
  }

  /** Take the last note that the peer has told. */
  takeNote(): Uint8Array | undefined {
    const note = this.#note;
    this.#note = undefined;
    return note;
  }

  /** Let go of memory that an idle conversation does not need. */
  trim(): void {
    this.sending.trim();
    this.receiving.trim();
    this.acks.trim();
    this.#cutter.trim();
  }

  #usesCongestionWindow(): boolean {
    return this.#settings.behavior === 'c' || !this.#settings.noCongestionControl;
  }

  /** Whether the segment at hand, before `rest` more bytes, can be taken. */
  #check(rest: number): InputFault | undefined {
    const { conv, cmd, frg, una, len } = header;
    if (conv !== this.#conv) return 'conv';
    if (len < 0 || len > rest) return 'length';
    if (cmd < Command.PUSH || cmd > Command.WINS) return 'command';
    if (!this.#settings.isStrict) return undefined;
    if (serialDiff(una, this.sending.next) > 0) return 'acknowledgement';
    if (cmd === Command.PUSH && frg >= this.#settings.receiveWindow) return 'fragments';
    return undefined;
  }

  #takeSegment(datagram: Uint8Array, at: number, now: number, isRegular: boolean): void {
    const { cmd, wnd, ts, sn, una } = header;
    if (isRegular || this.#settings.behavior === 'c') this.peer.segments = wnd;
    this.sending.acknowledgeBelow(una);
    if (cmd === Command.ACK) this.#ackReader.read(sn, ts, now);
    else if (cmd === Command.PUSH) this.#takeData(datagram, at);
    else if (cmd === Command.WASK) this.peer.owesTell = true;
    else if (header.len > 0) this.#note = datagram.subarray(at, at + header.len);
  }

  #takeData(datagram: Uint8Array, at: number): void {
    const { frg, ts, sn, len } = header;
    if (!this.receiving.reaches(sn)) return;
    this.acks.push(sn, ts);
    this.receiving.insert(sn, frg, datagram, at, len);
  }

  /** kcp-go leaves out what `una` says already, but for the last: that one carries the time. */
  #writeAcks(): void {
    const { acks, receiving } = this;
    this.#writer.begin(receiving.free, receiving.next);
    const last = acks.length - 1;
    const isFiltered = this.#settings.behavior === 'go';
    for (let index = 0; index <= last; index += 1) {
      const sn = acks.sn(index);
      if (isFiltered && index < last && serialDiff(sn, receiving.next) < 0) continue;
      this.#writer.ack(sn, acks.ts(index));
    }
    acks.clear();
  }

  #writeProbes(now: number): void {
    const { peer } = this;
    peer.probe(now);
    if (peer.owesAsk) this.#writer.control(Command.WASK);
    if (peer.owesTell) this.#writer.control(Command.WINS);
    peer.owesAsk = false;
    peer.owesTell = false;
    if (this.#noteToTell === undefined) return;
    this.#writer.tell(this.#noteToTell);
    this.#noteToTell = undefined;
  }

  #allowedWindow(): number {
    const { noCongestionControl, sendWindow } = this.#settings;
    const window = Math.min(sendWindow, this.peer.segments);
    return noCongestionControl ? window : Math.min(window, this.congestion.segments);
  }

  #adjustCongestion(window: number): void {
    const { transmitter, sending } = this;
    if (transmitter.hasFastResent) {
      const inFlight = serialDiff(sending.next, sending.una);
      this.congestion.onFastResend(inFlight, this.#settings.fastResend || NEVER);
    }
    if (transmitter.hasTimedOut) this.congestion.onTimeout(window);
    this.congestion.open();
  }
}

/** The segment at hand, of whichever machine: taking one calls nothing that takes another. */
const header = new SegmentHeader();
/** What a peer is thought to have room for until it says so: the default windows of the field. */
const PEER_WINDOW: Readonly<Record<'c' | 'go', number>> = { c: 128, go: 32 };
/** How the originals write "no fast resend", which kcp-go's arithmetic shows after an early one. */
const NEVER = 0xffffffff;
