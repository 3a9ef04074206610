import { spawnSync } from 'node:child_process';

/** Leave the socket file of a program that was killed at `path`. */
export function leaveSocketBehind(path: string): void {
  const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () =>
    process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['--eval', code]);
}
