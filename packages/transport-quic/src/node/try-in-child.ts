import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SELF_ECHO_URL, selfEcho } from './self-echo.ts';

/**
 * Have a process of its own send something to itself through `node:quic`, which not every build
 * survives.
 *
 * @throws Error when it fails, or takes longer than five seconds.
 */
export async function tryInChild(program: string = PROGRAM): Promise<void> {
  const flags = process.execArgv.filter((flag) => KEPT.test(flag));
  const args = [...flags, '--input-type=module', '--eval', program];
  try {
    await promisify(execFile)(process.execPath, args, { timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  } catch (cause) {
    throw new Error(`an echo over its node:quic ${howItEnded(cause)}`, { cause });
  }
}

function howItEnded(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if ('killed' in error && error.killed === true) return `took longer than ${LIMIT_MS} ms`;
  if ('signal' in error && typeof error.signal === 'string') return `ended with ${error.signal}`;
  return 'failed';
}

const LIMIT_MS = 5000;
/** Flags that decide what can be imported; with all of them the child might be its own parent. */
const KEPT = /^--(experimental-|conditions=)/;
const PROGRAM = `
  const module = await import(${JSON.stringify(SELF_ECHO_URL)});
  await module.${selfEcho.name}();
  process.exit(0);
`;
