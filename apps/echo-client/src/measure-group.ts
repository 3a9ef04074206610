import {
  checkAddress,
  kcpOptionsOf,
  protocolOf,
  readTlsFiles,
  transportsWith,
} from '@net/apps-shared';
import { ClientManager } from '@net/client-manager';
import { call, NetError } from '@net/core';
import { schemeOf } from '@net/core/extend';
import { askAll } from './ask-all.ts';
import { type Bodies, rawBodies, textBodies } from './bodies.ts';
import { ECHO_TYPE } from './echoes.ts';
import { limitsFor } from './limits-for.ts';
import type { Measurement } from './measurement.ts';
import type { ClientOptions } from './options.ts';
import type { Progress } from './progress-bar.ts';

/**
 * Sends all requests to a group of servers, each to one that is there.
 *
 * @throws NetError when none of them can be had, or for a protocol without requests.
 */
export async function measureGroup(
  options: ClientOptions,
  progress: Progress,
): Promise<Measurement> {
  const { codec, body, group, timeout: timeoutMs } = options;
  const protocol = protocolOf(options.protocol);
  for (const address of group) checkAddress(address, protocol);
  const transports = transportsWith(
    await readTlsFiles(options),
    options.protocol,
    kcpOptionsOf(options),
  );
  const manager = new ClientManager({ transports, protocol, limits: limitsFor(options) });
  try {
    await oneReady(manager, group, timeoutMs);
    const ask = codec === 'raw' ? asking(rawBodies(body)) : asking(textBodies(codec, body));
    const answers = await askAll((index) => ask(manager, index, timeoutMs), options, progress);
    return { transport: schemeOf(group[0] ?? ''), answers };
  } finally {
    await manager.close();
  }
}

async function oneReady(
  manager: ClientManager,
  group: readonly string[],
  timeoutMs: number,
): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  const clients = manager.add(GROUP, ...group);
  try {
    await Promise.any(clients.map((client) => client.ready({ signal })));
  } catch (cause) {
    throw new NetError('NOT_CONNECTED', 'no server of the group can be reached', { cause });
  }
}

function asking<T>({ codec, make, isBody }: Bodies<T>) {
  const echo = call(ECHO_TYPE, codec, codec);
  return async (manager: ClientManager, index: number, timeoutMs: number): Promise<boolean> =>
    isBody(index, await manager.request(GROUP, echo, make(index), { timeoutMs }));
}

const GROUP = 'echo';
