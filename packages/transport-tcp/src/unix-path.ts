import { NetError } from '@net/core';

/**
 * `unix:///run/app.sock` → `/run/app.sock`. What follows `unix://` is the path as it is: nothing in
 * it is decoded.
 *
 * @throws NetError `BAD_ADDRESS` when the path is not absolute, too long, or holds a NUL.
 */
export function parseUnixPath(address: string): string {
  const path = address.slice('unix://'.length);
  if (!path.startsWith('/') || path.endsWith('/') || path.includes('\0')) {
    const got = JSON.stringify(address.slice(0, 200));
    throw new NetError('BAD_ADDRESS', `expected unix:///absolute/path, got ${got}`);
  }
  const bytes = Buffer.byteLength(path);
  if (bytes <= MAX_PATH_BYTES) return path;
  throw new NetError(
    'BAD_ADDRESS',
    `a Unix socket path of ${bytes} bytes is over the system's limit of ${MAX_PATH_BYTES}`,
  );
}

/** What `sockaddr_un.sun_path` holds beside its final NUL: 108 bytes on Linux, 104 on BSD and macOS. */
const MAX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;
