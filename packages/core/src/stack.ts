import { schemeOf } from './address.ts';
import { type Clock, systemClock } from './clock.ts';
import { NetError } from './errors.ts';
import { type Limits, resolveLimits } from './limits.ts';
import { type Logger, silentLogger } from './logger.ts';
import { MemoryBudget } from './memory-budget.ts';
import type { SessionContext } from './session-context.ts';
import type { Protocol } from './protocol.ts';
import type { Router } from './router.ts';
import type { Routes } from './routes.ts';
import type { Session } from './session.ts';
import { newStats } from './stats.ts';
import { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

/** What a session is made of. Server and client take the same one. */
export interface Stack {
  /** The scheme of an address picks one of them. */
  readonly transports: readonly Transport[];
  /** How messages look on the wire. */
  readonly protocol: Protocol;
  /** Which handler a message goes to. Without one every message is refused. */
  readonly router?: Router | undefined;
  /** Bounds that differ from the defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /**
   * So many streams for each session, where connections can have several: a message of type `t` goes
   * by stream `t` modulo this, so that types do not hold each other up. Order is kept within a type
   * only. One by default.
   */
  readonly channelsByType?: number | undefined;
  /** Silent by default. */
  readonly logger?: Logger | undefined;
  /** The platform's by default. */
  readonly clock?: Clock | undefined;
}

/** What the sessions of one `serve` or `connect` share. @throws NetError `INVALID_OPTION` */
export function createContext(stack: Stack): SessionContext {
  const { protocol, router, logger = silentLogger, clock = systemClock } = stack;
  const bounds = resolveLimits(stack.limits);
  if (router !== undefined) checkTypes(router, protocol);
  return {
    protocol,
    routes: router ?? NO_ROUTES,
    logger,
    clock,
    bounds,
    channelsByType: checkChannels(stack.channelsByType ?? 1),
    timers: Timers.of(clock),
    stats: newStats(),
    writeBudget: new MemoryBudget(bounds.maxTotalWriteBuffer),
    receiveBudget: new MemoryBudget(bounds.maxTotalReceiveBuffer),
  };
}

/** The transport that serves `address`. @throws NetError `BAD_ADDRESS`, `UNKNOWN_SCHEME` */
export function pickTransport(address: string, transports: readonly Transport[]): Transport {
  const scheme = schemeOf(address);
  const found = transports.find(({ schemes }) => schemes.includes(scheme));
  if (found !== undefined) return found;
  const known = transports.flatMap(({ schemes }) => schemes).join(', ');
  throw new NetError(
    'UNKNOWN_SCHEME',
    `no transport serves ${scheme}: (those given serve ${known || 'nothing'}); add one to transports`,
  );
}

function checkChannels(count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MAX_CHANNELS) return count;
  const text = `channelsByType is a whole number from 1 to ${MAX_CHANNELS}, got ${count}`;
  throw new NetError('INVALID_OPTION', text);
}

function checkTypes(router: Router, { name, packets }: Protocol): void {
  for (const type of router.types) {
    if (type <= packets.features.maxType) continue;
    const text = `message type ${type} is over ${packets.features.maxType}, the largest of ${name}`;
    throw new NetError('INVALID_OPTION', text);
  }
}

/** Of those who give no router, and then need not load one. */
const NO_ROUTES: Routes<Session> = { find: () => undefined };
const MAX_CHANNELS = 64;
