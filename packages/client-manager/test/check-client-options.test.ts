import { describe, expect, it } from '@jest/globals';
import { packets } from '@net/packet';
import { checkClientOptions } from '../src/check-client-options.ts';
import type { ClientOptions } from '../src/client-options.ts';

describe('checkClientOptions', () => {
  it('accepts what is not there, and what is undefined', () => {
    check({});
    check({ reconnect: {}, queue: {}, heartbeat: { ping } });
    check({ reconnect: undefined, queue: undefined, heartbeat: undefined });
    check({ reconnect: { capMs: undefined }, queue: { ttlMs: undefined } });
  });

  it('accepts bounds that are some', () => {
    check({ connectTimeoutMs: 1, heartbeat: { ping, intervalMs: 1 } });
    check({ reconnect: { firstMs: 0.5, baseMs: 1, capMs: 1e9 }, queue: { maxRequests: 1 } });
  });

  it.each([0, -1, NaN, Infinity])('refuses %d, and says for what', (bad) => {
    const refused: [string, Partial<ClientOptions>][] = [
      ['connectTimeoutMs', { connectTimeoutMs: bad }],
      ['heartbeat.intervalMs', { heartbeat: { ping, intervalMs: bad } }],
      ['reconnect.firstMs', { reconnect: { firstMs: bad } }],
      ['reconnect.baseMs', { reconnect: { baseMs: bad } }],
      ['reconnect.capMs', { reconnect: { capMs: bad } }],
      ['reconnect.stableMs', { reconnect: { stableMs: bad } }],
      ['queue.maxRequests', { queue: { maxRequests: bad } }],
      ['queue.ttlMs', { queue: { ttlMs: bad } }],
    ];
    for (const [name, options] of refused) {
      expect(() => check(options)).toThrow(TypeError);
      expect(() => check(options)).toThrow(`${name} is a number`);
    }
  });
});

function check(options: Partial<ClientOptions>): void {
  checkClientOptions({ transports: [], protocol: packets(), ...options });
}

function ping(): Promise<void> {
  return Promise.resolve();
}
