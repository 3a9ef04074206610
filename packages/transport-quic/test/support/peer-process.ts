import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Scene } from './scene.ts';

/** A peer in a process of its own. */
export interface PeerProcess {
  /** Where it listens; empty when it dials. */
  readonly address: string;
  /** End it at once, without a word to anybody. */
  kill(): void;
}

/** Start a peer that echoes, or that dials `address` and says `hello`. It ends with the scene. */
export async function startPeer(
  role: 'listen' | 'dial',
  scene: Scene,
  address = '',
): Promise<PeerProcess> {
  const program = new URL('peer-program.ts', import.meta.url).pathname;
  const args = ['--conditions=@net/source', '--disable-warning=ExperimentalWarning', program];
  const child: ChildProcess = spawn(process.execPath, [...args, role, address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  scene.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the peer has ended with code ${code}`);
  });
  const [line]: unknown[] = await Promise.race([once(lines, 'line'), ended]);
  ended.catch(() => {});
  return { address: String(line), kill: () => void child.kill('SIGKILL') };
}
