import { randomBytes } from 'node:crypto';
import { rawBody } from '../contestants.ts';
import { driveRounds, type Work } from './drive.ts';

/** Runs rounds of requests with bytes, those of neighbours differing. */
export function driveBodies(ask: Work<Uint8Array>['ask']): void {
  driveRounds({ create, isSame, ask });
}

function create(id: number): Uint8Array {
  return bodies[id % bodies.length]!;
}

function isSame(reply: unknown, sent: Uint8Array): boolean {
  return Buffer.compare(reply as Uint8Array, sent) === 0;
}

const bodies: readonly Uint8Array[] = Array.from({ length: 1024 }, () => randomBytes(rawBody));
