import { readFileSync } from 'node:fs';
import { call, raw, Router, serve } from '@net/core';
import { udp } from '../../../src/index.ts';
import { tinyProtocol } from '../../support/tiny-protocol.ts';

/** What a server holds, in bytes, and how many sessions it has. */
export interface State {
  readonly residentBytes: number;
  /** The most there ever was, where the system says. */
  readonly peakBytes: number;
  readonly sessions: number;
}

/** Run by the test of floods: echoes raw bodies of type 1, and answers any message with its state. */
const server = await serve('udp://127.0.0.1:0', {
  transports: [udp()],
  protocol: tinyProtocol,
  router: new Router().handle(call(1, raw(), raw()), (body) => body),
});
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.(state()));
process.send?.({ address: server.address });

function state(): State {
  globalThis.gc?.();
  const residentBytes = process.memoryUsage().rss;
  return { residentBytes, peakBytes: peakBytes(residentBytes), sessions: server.sessions.size };
}

/** Of this program alone, unlike `maxRSS`, which begins with that of the process it was forked from. */
function peakBytes(residentBytes: number): number {
  if (process.platform !== 'linux') return residentBytes;
  const status = readFileSync('/proc/self/status', 'latin1');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? residentBytes : Number(kibibytes) * 1024;
}
