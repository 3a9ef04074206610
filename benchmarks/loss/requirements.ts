import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Why there can be no emulated link on this machine, or nothing when there can. */
export function whyNoLink(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are of Linux';
  if (process.getuid?.() !== 0) return 'only root may make network namespaces';
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun here';
  const missing = [['go', 'version'], ['nsenter', '--version'], ['nice']].find(isMissing);
  return missing && `there is no ${missing[0]} here`;
}

function isMissing([command = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
}
