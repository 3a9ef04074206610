import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CipherName } from '../../src/cipher.ts';

/** A conversation of two kcp-go sessions: see the README of the vectors. */
export interface Capture {
  readonly name: string;
  readonly cipher: CipherName | null;
  readonly key?: string;
  readonly clientFec: FecNumbers | null;
  readonly serverFec: FecNumbers | null;
  readonly conv: number;
  readonly settings: {
    readonly mtu: number;
    readonly sndwnd: number;
    readonly rcvwnd: number;
    readonly stream: boolean;
  };
  readonly serverReads: readonly { readonly data: string }[];
  readonly clientReads: readonly { readonly data: string }[];
  readonly datagrams: readonly {
    readonly from: 'client' | 'server';
    readonly raw: string;
    readonly delivered: boolean;
  }[];
}

interface FecNumbers {
  readonly data: number;
  readonly parity: number;
}

/** What a listener of kcp-go did with datagrams. */
export interface ListenerCase {
  readonly name: string;
  readonly cipher: CipherName | null;
  readonly key?: string;
  readonly fec: FecNumbers | null;
  readonly steps: readonly ListenerStep[];
}

interface ListenerStep {
  readonly datagram?: string;
  readonly from?: string;
  readonly closeSession?: string;
}

const FOLDER = join(import.meta.dirname, '../vectors/kcp-go');

export function readCaptures(): Capture[] {
  return readdirSync(join(FOLDER, 'session')).map(
    (name) =>
      // Made for these tests, in this shape.
      JSON.parse(readFileSync(join(FOLDER, 'session', name), 'utf8')) as Capture,
  );
}

export function readListenerCases(): readonly ListenerCase[] {
  const text = readFileSync(join(FOLDER, 'listener.json'), 'utf8');
  return (JSON.parse(text) as { readonly cases: readonly ListenerCase[] }).cases;
}
