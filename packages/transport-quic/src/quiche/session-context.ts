import type { HostPort } from '../provider.ts';
import type { QuicheBinding } from './binding.ts';
import type { PacketWriter } from './packet-writer.ts';
import type { Slab } from './slab.ts';
import type { TurnQueue } from './turn-queue.ts';

/** What all sessions of an endpoint share. */
export interface SessionContext {
  readonly local: HostPort;
  readonly shutdown: QuicheBinding['Shutdown'];
  readonly readSlab: Slab;
  readonly writer: PacketWriter;
  readonly turns: TurnQueue;
  readonly windowBytes: number;
  readonly migration: boolean;
}
