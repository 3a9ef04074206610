import { setTimeout as wait } from 'node:timers/promises';

/** What the server's process holds, in bytes. */
export interface Memory {
  readonly residentBytes: number;
  readonly heapBytes: number;
}

/** Answers each question for memory once there are as many sessions as it says, all idle. */
export function answerMemory(sessions: () => number): void {
  process.on('message', (asked: { sessions: number }) => {
    void (async () => {
      while (sessions() < asked.sessions) await wait(pollMs);
      process.send?.(await settledMemory());
    })();
  });
}

/**
 * Memory after several collections of the kind that gives emptied pages back. The usual kind keeps
 * those that opening so many sessions took, and they would be counted as sessions.
 */
export async function settledMemory(): Promise<Memory> {
  if (!globalThis.gc) throw new TypeError('this server is started with --expose-gc');
  for (let i = 0; i < collections; i++) {
    globalThis.gc({ type: 'major', flavor: 'last-resort' });
    await wait(settleMs);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed + external };
}

const pollMs = 20;
const collections = 3;
const settleMs = 500;
