import { lstatSync, type Stats, unlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { NetError } from '@net/core';

/**
 * Delete the socket file at `path` if the program that made it is gone. Nothing but a socket on
 * which nobody listens is ever deleted.
 *
 * @returns whether the path is free now; `false`: somebody listens there.
 * @throws NetError `LISTEN_FAILED` when something else than a socket is there.
 */
export async function removeStaleSocket(path: string): Promise<boolean> {
  const found = lookAt(path);
  if (found === undefined) return true;
  if (!found.isSocket()) {
    throw new NetError(
      'LISTEN_FAILED',
      `${path} exists and is not a socket: move it away, or choose another path`,
    );
  }
  if (await isAnswered(path)) return false;
  // Another program may have replaced it since: that one is alive.
  const now = lookAt(path);
  if (now !== undefined && (now.ino !== found.ino || now.ctimeMs !== found.ctimeMs)) return false;
  if (now !== undefined) unlinkSync(path);
  return true;
}

function lookAt(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Whether somebody listens at `path`. Anything but a clear no is a yes. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
