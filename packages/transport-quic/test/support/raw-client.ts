import { randomBytes } from 'node:crypto';
import type { QuicheBinding, QuicheConfig, QuicheConnection } from '../../src/quiche/binding.ts';
import { createConfig } from '../../src/quiche/create-config.ts';
import { loadBinding } from '../../src/quiche/load-binding.ts';
import { resolveOptions } from '../../src/options.ts';
import type { HostPort } from '../../src/provider.ts';
import { localhost } from './certificates.ts';

/** A client of another make, which sends data before the handshake is done where a ticket lets it. */
export interface EagerClient {
  /** Whether it sends early data. */
  readonly isEager: boolean;
  /** Its first packets. */
  readonly packets: readonly Buffer[];
}

/** A client that has `ticket`, and something to say to the server at `remote`. */
export function eagerClient(ticket: Uint8Array, remote: HostPort): EagerClient {
  const binding = loadBinding();
  const client = connect(binding, remote);
  client.setSession(ticket);
  const packets = packetsOf(client);
  const isEager = (client as Eager).isInEarlyData();
  if (isEager) client.streamSend(0, Buffer.from('said too early'), false);
  packets.push(...packetsOf(client));
  return { isEager, packets };
}

/** What so many clients begin with, one packet of each. */
export function firstPackets(count: number, remote: HostPort): Buffer[] {
  const binding = loadBinding();
  return Array.from({ length: count }, () => packetsOf(connect(binding, remote))[0]!);
}

/** A ticket from a server that takes early data. */
export function eagerTicket(): Uint8Array {
  const binding = loadBinding();
  const client = connect(binding, SERVER);
  const config = eagerConfig(binding, 'server');
  const server = binding.Connection.accept(Buffer.alloc(20, 2), null, SERVER, CLIENT, config);
  for (let flights = 0; flights < 10 && client.session() === null; flights += 1) {
    for (const packet of packetsOf(client)) server.recv(packet, { from: CLIENT, to: SERVER });
    for (const packet of packetsOf(server)) client.recv(packet, { from: SERVER, to: CLIENT });
  }
  const ticket = client.session();
  if (ticket === null) throw new Error('the server has given no ticket');
  return ticket;
}

function connect(binding: QuicheBinding, remote: HostPort): QuicheConnection {
  const config = eagerConfig(binding, 'client');
  return binding.Connection.connect(null, randomBytes(20), CLIENT, remote, config);
}

function eagerConfig(binding: QuicheBinding, role: 'client' | 'server'): QuicheConfig {
  const options = { tls: { ...localhost, alpn: ['suite'] } };
  const { tls, limits } = resolveOptions(options);
  const config = createConfig(binding, role, tls, limits);
  (config as QuicheConfig & { enableEarlyData(): void }).enableEarlyData();
  return config;
}

function packetsOf(connection: QuicheConnection): Buffer[] {
  const packets: Buffer[] = [];
  for (;;) {
    const out = Buffer.alloc(1350);
    const sent = connection.send(out);
    if (sent === null) return packets;
    packets.push(out.subarray(0, sent[0]));
  }
}

/** In the binding, and used by nobody but these tests. */
type Eager = QuicheConnection & { isInEarlyData(): boolean };

const CLIENT = { host: '127.0.0.1', port: 1 };
const SERVER = { host: '127.0.0.1', port: 2 };
