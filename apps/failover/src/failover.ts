import { ClientManager } from '@net/client-manager';
import { packets } from '@net/packet';
import { tcp } from '@net/transport-tcp';
import { Load, type LoadFigures } from './load.ts';
import type { FailoverOptions } from './options.ts';
import { ServerFarm } from './server-farm.ts';

/** Told what there is to see, before anything happens. */
export type OnStart = (manager: ClientManager, figures: LoadFigures) => void;

/**
 * Ends each of three servers, and starts it again, while a group of clients keeps asking them. Ends
 * them all, also when `signal` stops it.
 *
 * @throws ProgramError when a server does not start; the signal's reason.
 */
export async function runFailover(
  { rounds, concurrency }: FailoverOptions,
  signal: AbortSignal,
  onStart: OnStart,
): Promise<LoadFigures> {
  const farm = new ServerFarm(signal);
  const manager = new ClientManager({
    transports: [tcp()],
    protocol: packets(),
    reconnect: { firstMs: 100, baseMs: 50, capMs: 500 },
  });
  const load = new Load(manager);
  try {
    for (let count = 0; count < SERVERS; count++) await farm.start();
    const clients = manager.add('echo', ...farm.addresses);
    await Promise.all(clients.map((client) => client.ready({ signal })));
    onStart(manager, load.figures);
    const running = load.run(concurrency);
    await endEach(rounds, farm, manager, signal);
    load.stop();
    await running;
    return load.figures;
  } finally {
    load.stop();
    await manager.close();
    await farm[Symbol.asyncDispose]();
  }
}

async function endEach(
  rounds: number,
  farm: ServerFarm,
  manager: ClientManager,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const [index, address] of farm.addresses.entries()) {
      // Every other one is killed, so that both ways of going are seen.
      await farm.restart(address, (round + index) % 2 === 0 ? 'SIGKILL' : 'SIGTERM');
      const [client] = manager.find(['echo'], ({ addresses }) => addresses[0] === address);
      await client?.ready({ signal });
    }
  }
}

const SERVERS = 3;
