/** What the sessions of one server, or one client session, have done so far. Only ever counts up. */
export interface Stats {
  messagesReceived: number;
  messagesSent: number;
  bytesReceived: number;
  bytesSent: number;
  /** Answers that nobody waited for any more. */
  lateAnswers: number;
  /** Undecodable and unroutable messages. */
  softErrors: number;
  /** Handlers that threw, or were too slow. */
  handlerErrors: number;
  /** Messages dropped by a limit, or unreadable datagrams. */
  dropped: number;
  /** Connections refused by `limits.maxSessions…` and `limits.newSessions…`. */
  refused: number;
  /** Sessions ended by this side because of an error or a limit. */
  failedSessions: number;
}

/** All zero. */
export function newStats(): Stats {
  return {
    messagesReceived: 0,
    messagesSent: 0,
    bytesReceived: 0,
    bytesSent: 0,
    lateAnswers: 0,
    softErrors: 0,
    handlerErrors: 0,
    dropped: 0,
    refused: 0,
    failedSessions: 0,
  };
}
