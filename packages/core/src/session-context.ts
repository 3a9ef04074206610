import type { DispatchContext } from './dispatcher.ts';
import type { InboxContext } from './inbox-parts.ts';
import type { Bounds } from './limits.ts';
import type { Logger } from './logger.ts';
import type { OutboxContext } from './outbox.ts';
import type { Protocol } from './protocol.ts';
import type { Routes } from './routes.ts';
import type { Session } from './session.ts';

/** What all sessions of one server, or of one client, share. */
export interface SessionContext extends InboxContext, OutboxContext, DispatchContext {
  readonly bounds: Bounds;
  readonly protocol: Protocol;
  /** Streams of one session: see `Stack`. */
  readonly channelsByType: number;
  readonly routes: Routes<Session>;
  readonly logger: Logger;
}
