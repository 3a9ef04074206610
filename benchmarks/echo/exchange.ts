import { randomBytes } from 'node:crypto';
import { buildFrames } from '../load/frames.ts';

/** What goes to and fro again and again: requests one behind the other, and the reply to each. */
export interface Exchange {
  readonly requests: Buffer;
  readonly replies: Buffer;
  /** How many of each there are before they begin again. */
  readonly distinct: number;
}

/** What the servers do: send a request back, take it and say little, or give much for little. */
export type ExchangeName = 'echo' | 'take' | 'give';

/** Bytes without frames, as `kcp-go/exchange.go` has them. */
export function bareExchange(name: ExchangeName, bodyBytes: number): Exchange {
  const distinct = DISTINCT[name];
  const requests = randomBytes(distinct * bodyBytes);
  if (name === 'echo') return { requests, replies: requests, distinct };
  return {
    requests,
    replies: Buffer.from(Array.from({ length: distinct }, (_, i) => i)),
    distinct,
  };
}

/** Packets with their length, answered by a session. */
export function framedExchange(name: ExchangeName, bodyBytes: number): Exchange {
  const distinct = DISTINCT[name];
  const same = { command: COMMANDS[name], distinct };
  const asked = name === 'give' ? 0 : bodyBytes;
  const answered = name === 'take' ? 0 : bodyBytes;
  return {
    requests: buildFrames('packets', asked, false, same),
    replies: buildFrames('packets', answered, true, { ...same, isBlank: name === 'give' }),
    distinct,
  };
}

/** The types of the requests by which a session is told what to do. */
export const COMMANDS: Readonly<Record<ExchangeName, number>> = { echo: 1, take: 2, give: 3 };

/** How many requests there are before they begin again. */
export const DISTINCT: Readonly<Record<ExchangeName, number>> = { echo: 1024, take: 32, give: 32 };
