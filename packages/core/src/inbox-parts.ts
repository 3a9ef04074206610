import type { Clock } from './clock.ts';
import type { Dispatcher, DispatchTarget } from './dispatcher.ts';
import type { Bounds } from './limits.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { Outbox } from './outbox.ts';
import type { Framer, PacketFormat } from './protocol.ts';
import type { Stats } from './stats.ts';
import type { Timers } from './timers.ts';
import type { Connection, ConnectionHandler } from './transport.ts';

/** What an inbox shares with those of other sessions, and its bounds. */
export interface InboxContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stats: Stats;
  readonly receiveBudget: MemoryBudget;
  readonly bounds: Bounds;
}

/** What one session's inbox works with. */
export interface InboxParts {
  readonly connection: Connection;
  readonly framer: Framer | undefined;
  readonly packets: PacketFormat;
  /** Where messages go. */
  readonly dispatcher: Pick<Dispatcher<DispatchTarget>, 'receive' | 'isShut'>;
  /** Told when messages are read, so that their answers leave together. */
  readonly outbox: Pick<Outbox, 'cork' | 'uncork'>;
}

/** Who is told of what an inbox does not settle itself. */
export interface InboxOwner {
  /** The peer broke a rule or a limit: the session ends, or a datagram is dropped. */
  onBadInput(error: unknown): void;
  /** A datagram was dropped. */
  onBadDatagram(error: unknown): void;
  /** See `ConnectionHandler`. */
  onChannel(channel: Connection): ConnectionHandler;
  /** See `ConnectionHandler`. */
  onDrain(): void;
  /** See `ConnectionHandler`. */
  onClose(error?: Error): void;
}
