import type { ByteQueue } from '@net/core/extend';
import type { CloseStatus } from './close-status.ts';
import type { MessageWriter } from './message-writer.ts';

/** An open WebSocket: messages both ways, pings answered, the close handshake and its timeout. */
export interface MessageSocket {
  readonly writer: MessageWriter;
  /** Whether no close frame has been sent. */
  readonly isOpen: boolean;
  readonly isPaused: boolean;
  /** Messages, pings and pongs that have come, whole. */
  readonly received: number;
  /** Hand over no more messages, of those that have been read already neither. */
  pause(): void;
  /** Go on, from the next tick on. */
  resume(): void;
  /** Drop messages from now on, and read on: the peer's close frame is to be seen. */
  discard(): void;
  /** Send a close frame, after what waits. */
  closeWith(status: CloseStatus): void;
  /** End now. */
  terminate(): void;
}

/** Who is told what happens to a `MessageSocket`; from inside its methods only of `onClosing`. */
export interface MessageSocketOwner {
  /** See `ConnectionHandler`: the first `bytes` bytes of `input`, to be taken before this returns. */
  onMessage(input: ByteQueue, bytes: number, isNew: boolean): void;
  /** Text has come where only binary is understood. */
  onUnwantedText(): void;
  onDrain(): void;
  /** This end's close frame is sent now, whoever wished for the close. */
  onClosing(): void;
  /** The peer broke the protocol, or a limit; it has been told. */
  onError(error: Error): void;
  /** The last call, after all messages. 1006 when no close frame was received. */
  onClose(status: number, reason: string): void;
}

/** Stands for the close of a peer that has sent no close frame; never sent. */
export const LOST: CloseStatus = { status: 1006, reason: '' };
