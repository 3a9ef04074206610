import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What the system's TCP uses unless it is told otherwise, such as `cubic`. */
export function systemCongestion(): string {
  return read('tcp_congestion_control');
}

/** Why a link cannot have TCP use `congestion`, or nothing when it can. */
export function whyNoCongestion(congestion: string): string | undefined {
  if (!read('tcp_available_congestion_control').split(' ').includes(congestion))
    return `the system has no ${congestion}`;
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no ip (iproute2) here';
  }
}

function read(name: string): string {
  try {
    return readFileSync(`/proc/sys/net/ipv4/${name}`, 'latin1').trim();
  } catch {
    return 'unknown';
  }
}
