import { type MessageHeader, MessageKind } from './message.ts';
import type { SendOptions } from './session.ts';

/** One header for all packets, used up before the next is written: no object per message. */
export function sharedHeader(
  kind: MessageKind,
  type: number,
  id: number,
  argument: number,
  options?: SendOptions,
): MessageHeader {
  header.kind = kind;
  header.type = type;
  header.id = id;
  header.argument = argument;
  header.version = options?.version;
  header.extension = options?.extension;
  return header;
}

const header: MessageHeader = {
  kind: MessageKind.Push,
  type: 0,
  id: 0,
  argument: 0,
  version: undefined,
  extension: undefined,
};
