import { NetError } from '@net/core';
import protobufjs from 'protobufjs';

/**
 * The types of a `.proto` file and of the files that it imports, looked for beside it. Read at once
 * and synchronously: meant for the start of a program.
 *
 * What such a file says becomes code: give it files of your own only, never what a peer has sent.
 *
 * @param path of a file on this machine.
 * @returns the root of its types; `root.lookupType('chat.Say')` goes into `protobuf()`.
 * @throws NetError `INVALID_OPTION` for a file that cannot be read, or is no `.proto`.
 */
export function loadProto(path: string): protobufjs.Root {
  if (typeof path !== 'string' || /^\w{2,}:/.test(path)) {
    throw new NetError('INVALID_OPTION', `loadProto() takes the path of a file, got ${path}`);
  }
  try {
    const root = new protobufjs.Root().loadSync(path);
    root.resolveAll();
    return root;
  } catch (cause) {
    throw new NetError('INVALID_OPTION', `${path} cannot be read as a .proto file`, { cause });
  }
}
