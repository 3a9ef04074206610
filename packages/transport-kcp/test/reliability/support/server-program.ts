import { readFileSync } from 'node:fs';
import type { Connection } from '@net/core';
import type { ConnectionHandler } from '@net/core/extend';
import { kcp, type KcpOptions } from '../../../src/index.ts';

/** What a server holds, in bytes, and how many sessions it has. */
export interface State {
  readonly residentBytes: number;
  /** The most there ever was, where the system says. */
  readonly peakBytes: number;
  readonly sessions: number;
}

let sessions = 0;

function echo(connection: Connection): ConnectionHandler {
  sessions += 1;
  return {
    onData: (bytes) => void connection.send(bytes),
    onDrain() {},
    onClose: () => void (sessions -= 1),
  };
}

/** Run by the test of floods: echoes what it receives, and answers any message with its state. */
const options = JSON.parse(process.argv[2] ?? '{}') as KcpOptions;
const { address } = await kcp(options).listen('kcp://127.0.0.1:0', echo);
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.(state()));
process.send?.({ address });

function state(): State {
  globalThis.gc?.();
  const residentBytes = process.memoryUsage().rss;
  return { residentBytes, peakBytes: peakBytes(residentBytes), sessions };
}

/** Of this program alone, unlike `maxRSS`, which begins with that of the process it was forked from. */
function peakBytes(residentBytes: number): number {
  if (process.platform !== 'linux') return residentBytes;
  const status = readFileSync('/proc/self/status', 'latin1');
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? residentBytes : Number(kibibytes) * 1024;
}
