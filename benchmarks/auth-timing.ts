// Whether a group that is not there can be told from a wrong secret by the time that the refusal
// takes: `npm run bench:auth`. The difference of the medians is
// to be below the noise, which is how far those of two random halves of the same attempts differ.
import { groupCredentials, groupSecrets } from '@net/client-manager';
import { connect, handshake, serve, type Session } from '@net/core';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { median, quantile } from './lib/statistics.ts';

const groups = Array.from({ length: 1000 }, (_, number) => [`group-${number}`, 'x'.repeat(200)]);
const authenticate = groupSecrets(new Map(groups as [string, string][]));
const stack = { transports: [tcp()], protocol: packets() };
const limits = { maxAuthFailures: false, newSessionsPerSecond: false } as const;
await using server = await serve('tcp://127.0.0.1:0', { ...stack, limits, authenticate });

await report('the scheme alone', 40_000, async (name) => {
  const credentials = { scheme: 'group', secret: 'wrong' };
  // It looks at nothing of the session.
  await authenticate({ name, credentials, heartbeatMs: undefined }, {} as Session);
});
await report('a whole session over TCP', 4000, async (name) => {
  const control = handshake(groupCredentials(name, 'wrong'));
  await connect(server.address, { ...stack, control }).catch(() => {});
});

async function report(
  title: string,
  attempts: number,
  refuse: (name: string) => Promise<void>,
): Promise<void> {
  const names = ['group-500', 'group-5000'] as const;
  const times = { 'group-500': [] as number[], 'group-5000': [] as number[] };
  for (let attempt = -attempts / 10; attempt < attempts; attempt++) {
    // Who comes first is chance: what the one leaves behind must not count for the other.
    for (const name of Math.random() < 0.5 ? names : names.toReversed()) {
      const startMs = performance.now();
      await refuse(name);
      if (attempt >= 0) times[name].push(1000 * (performance.now() - startMs));
    }
  }
  const [wrong, unknown] = names.map((name) => median(times[name])) as [number, number];
  const noise = quantile(
    Float64Array.from({ length: 100 }, () => halvesDiffer(times['group-500'])).toSorted(),
    0.95,
  );
  const figures = { wrong, unknown, difference: Math.abs(wrong - unknown), noise };
  const texts = Object.entries(figures).map(([name, us]) => `${name} ${us.toFixed(2)} µs`);
  console.log(`${title}: ${texts.join(', ')}`);
}

function halvesDiffer(values: readonly number[]): number {
  const isLeft = values.map(() => Math.random() < 0.5);
  const half = (side: boolean): number => median(values.filter((_, at) => isLeft[at] === side));
  return Math.abs(half(true) - half(false));
}
