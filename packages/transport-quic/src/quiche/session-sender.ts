import type { QuicheConnection } from './binding.ts';
import { CloseRepeater } from './close-repeater.ts';
import type { OverheadGuard } from './overhead-guard.ts';
import type { PacketWriter } from './packet-writer.ts';
import type { StreamTable } from './stream-table.ts';

/** What a sender needs of its session. */
export interface SenderHost {
  readonly connection: QuicheConnection;
  readonly writer: PacketWriter;
  readonly streams: StreamTable;
  readonly guard: OverheadGuard;
  /** There may be more to send at the end of the turn. */
  queue(): void;
  /** The engine cannot go on. */
  onBroken(cause: Error | undefined): void;
}

/** Sends what one session has to say, its close included. */
export class SessionSender {
  readonly #host: SenderHost;
  #isClosing = false;
  #repeater: CloseRepeater | undefined;
  /** Nothing is sent any more. */
  isBroken = false;
  /** Packets sent so far, for whoever counts them and begins again at 0. */
  sentPackets = 0;

  constructor(host: SenderHost) {
    this.#host = host;
  }

  /** Send what waits, up to a burst. */
  flush(): void {
    if (this.isBroken) return;
    try {
      this.#send();
    } catch (error) {
      // quiche cannot go on, and nobody is to pay for it but this connection.
      this.isBroken = true;
      this.#host.onBroken(error instanceof Error ? error : undefined);
      this.#host.queue();
    }
  }

  /** Tell the peer that the session ends, with a code of the application's or of QUIC's. */
  close(isApplication: boolean, code: number): void {
    this.#isClosing = true;
    // quiche forgets a close before the handshake's last packet is out, and what it queued so far.
    this.flush();
    this.#host.connection.close(isApplication, code, NO_REASON);
    this.flush();
    this.#host.queue();
  }

  /** Repeat nothing any more. */
  stop(): void {
    this.#repeater?.stop();
  }

  #send(): void {
    const { connection, writer, streams, guard } = this.#host;
    const { packets, bytes, isMore } = writer.flush(connection);
    this.sentPackets += packets;
    guard.onSent(bytes);
    if (bytes > 0 && this.#isClosing) this.#repeatClose();
    // Packets that went out may have made room for more.
    if (isMore || (bytes > 0 && streams.push())) this.#host.queue();
  }

  #repeatClose(): void {
    const { connection, writer } = this.#host;
    if (this.#repeater !== undefined || !connection.isDraining()) return;
    this.#repeater = new CloseRepeater(connection.timeout() ?? 0, writer.repeater());
  }
}

/** The reason in a close is for people; ours say nothing to a stranger. */
const NO_REASON = new Uint8Array(0);
