import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CipherName } from '../../src/cipher.ts';

/** A conversation of kcp-go with itself, as far as the tests of the packet layer need it. */
export interface PacketCapture {
  readonly name: string;
  readonly cipher: CipherName | null;
  readonly key?: string;
  readonly clientFec: Shards | null;
  readonly serverFec: Shards | null;
  readonly datagrams: readonly CapturedDatagram[];
}

interface Shards {
  readonly data: number;
  readonly parity: number;
}

interface CapturedDatagram {
  readonly from: 'client' | 'server';
  readonly raw: string;
  readonly plain: string;
  readonly delivered: boolean;
}

/** One end that sends parity, and all its datagrams. */
export interface FecSender extends Shards {
  readonly name: string;
  readonly datagrams: readonly CapturedDatagram[];
}

/** All captured conversations. */
export function readCaptures(): PacketCapture[] {
  return readdirSync(FOLDER).map((file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    // Made for these tests, in this shape.
    return JSON.parse(text) as PacketCapture;
  });
}

/** The ends of the captured conversations that send parity. */
export function sendersWithFec(): FecSender[] {
  return readCaptures().flatMap((capture) =>
    (['client', 'server'] as const).flatMap((from) => {
      const shards = from === 'client' ? capture.clientFec : capture.serverFec;
      const datagrams = capture.datagrams.filter((datagram) => datagram.from === from);
      return shards === null ? [] : [{ name: `${capture.name}, ${from}`, ...shards, datagrams }];
    }),
  );
}

const FOLDER = join(import.meta.dirname, '../vectors/kcp-go/session');
