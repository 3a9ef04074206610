import { Answers, type AnswersOwner } from './answers.ts';
import { Dispatcher, type DispatchTarget } from './dispatcher.ts';
import { Inbox } from './inbox.ts';
import type { InboxOwner } from './inbox-parts.ts';
import { Outbox, type OutboxOwner } from './outbox.ts';
import type { IdRange } from './protocol.ts';
import { Requests } from './requests.ts';
import { randomIdOf } from './session-id.ts';
import type { SessionContext } from './session-context.ts';
import type { Session } from './session.ts';
import type { Connection } from './transport.ts';

/** A session as its parts see it. */
type PartsOwner = Session & DispatchTarget & AnswersOwner & InboxOwner & OutboxOwner;

/** What a session is made of, each part joined to those that it works with. */
export interface SessionParts<S extends DispatchTarget> {
  readonly connection: Connection;
  readonly inbox: Inbox;
  readonly dispatcher: Dispatcher<S>;
  readonly answers: Answers;
  readonly requests: Requests;
  readonly outbox: Outbox;
}

/** Make the parts of `session`, which hears of what they do not settle themselves. */
export function createParts<S extends PartsOwner>(
  session: S,
  connection: Connection,
  ids: IdRange,
  context: SessionContext,
): SessionParts<S> {
  const { protocol, routes } = context;
  const { packets } = protocol;
  const hasControl = packets.features.control;
  const framer = protocol.createFramer(connection.kind);
  const outbox = new Outbox(connection, framer, packets, context, session);
  // Datagrams of one peer's sessions may have nothing but the address to tell them apart.
  const lastId = connection.kind === 'datagram' ? randomIdOf(ids) : undefined;
  const requests = new Requests(outbox, ids, context, lastId);
  const answers = new Answers({ outbox, hasControl }, context, session);
  const dispatching = { routes, results: answers, requests, hasControl };
  const dispatcher = new Dispatcher<S>(session, dispatching, context);
  const inbox = new Inbox({ connection, framer, packets, dispatcher, outbox }, context, session);
  return { connection, inbox, dispatcher, answers, requests, outbox };
}
