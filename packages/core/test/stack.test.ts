import { describe, expect, it } from '@jest/globals';
import { memory, VirtualClock } from '../../testing/src/index.ts';
import { systemClock } from '../src/clock.ts';
import { message, raw, Router } from '../src/index.ts';
import { silentLogger } from '../src/logger.ts';
import { createContext, pickTransport } from '../src/stack.ts';
import { thrown } from './support/scene.ts';
import { testProtocol } from './support/test-protocol.ts';

describe('createContext', () => {
  it('fills in what is left out', () => {
    const context = createContext({ transports: [], protocol: testProtocol() });
    expect(context.clock).toBe(systemClock);
    expect(context.logger).toBe(silentLogger);
    expect(context.routes.find(1)).toBeUndefined();
    expect(context.bounds.maxSessions).toBe(10_000);
  });

  it('takes what is given', () => {
    const clock = new VirtualClock();
    const router = new Router();
    const context = createContext({
      transports: [],
      protocol: testProtocol(),
      router,
      clock,
      limits: { maxSessions: 7, maxCancels: false },
    });
    expect(context).toMatchObject({ clock, routes: router });
    expect(context.bounds).toMatchObject({ maxSessions: 7, maxCancels: Infinity });
  });

  it('shares the timers of one clock, and nothing else', () => {
    const stack = { transports: [], protocol: testProtocol(), clock: new VirtualClock() };
    const [one, other] = [createContext(stack), createContext(stack)];
    expect(one.timers).toBe(other.timers);
    expect(one.stats).not.toBe(other.stats);
    expect(one.writeBudget).not.toBe(other.writeBudget);
    expect(one.receiveBudget).not.toBe(other.receiveBudget);
  });

  it('refuses a limit that is none', () => {
    const stack = { transports: [], protocol: testProtocol(), limits: { maxSessions: 0 } };
    const error = thrown(() => createContext(stack));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe('limits.maxSessions is a number above 0 or false, got 0');
  });

  it('refuses a route whose message type is over the largest of the protocol', () => {
    const router = new Router();
    router.handle(message(255, raw()), () => {});
    const stack = { transports: [], protocol: testProtocol({ maxType: 255 }), router };
    expect(() => createContext(stack)).not.toThrow();
    router.handle(message(256, raw()), () => {});
    const error = thrown(() => createContext(stack));
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe('message type 256 is over 255, the largest of test');
  });
});

describe('pickTransport', () => {
  it('picks the transport that serves the scheme', () => {
    const transport = memory();
    const other = { ...memory(), schemes: ['other', 'memory2'] };
    expect(pickTransport('memory://somewhere', [other, transport])).toBe(transport);
    expect(pickTransport('memory2://somewhere', [transport, other])).toBe(other);
  });

  it('names the schemes that it knows when it does not know one', () => {
    const error = thrown(() => pickTransport('tcp://127.0.0.1:1', [memory()]));
    expect(error.code).toBe('UNKNOWN_SCHEME');
    expect(error.message).toContain('tcp: (those given serve memory)');
  });

  it('says so when there is no transport at all', () => {
    const error = thrown(() => pickTransport('tcp://127.0.0.1:1', []));
    expect(error.message).toContain('those given serve nothing');
  });

  it('refuses what is not an address', () => {
    expect(thrown(() => pickTransport('127.0.0.1:1', [memory()])).code).toBe('BAD_ADDRESS');
  });
});
