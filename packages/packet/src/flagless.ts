import { MessageKind, NetError } from '@net/core';
import type { MessageHeader, PacketFeatures } from '@net/core/extend';

/**
 * What a packet without flags is: a request when it has an id, else a push. Whether the request is
 * really an answer, the session knows by its id.
 */
export function kindOfId(id: number): MessageKind {
  return id === 0 ? MessageKind.Push : MessageKind.Request;
}

/**
 * Refuses a header that a format without flags would write as something else.
 *
 * @throws NetError `UNSUPPORTED` for a kind that the format cannot tell, and for a message type that
 * does not fit into its field.
 */
export function checkFlagless(header: MessageHeader, features: PacketFeatures, name: string): void {
  const last = features.correlation ? MessageKind.Response : MessageKind.Push;
  if (header.kind > last) throw unsupported(name, `a ${KIND_NAMES[header.kind]}`);
  if (header.type > features.maxType) {
    throw unsupported(name, `the message type ${header.type}, only up to ${features.maxType}`);
  }
}

function unsupported(name: string, what: string): NetError {
  return new NetError('UNSUPPORTED', `${name} cannot carry ${what}`);
}

const KIND_NAMES: Readonly<Record<MessageKind, string>> = {
  [MessageKind.Push]: 'push',
  [MessageKind.Request]: 'request',
  [MessageKind.Response]: 'response',
  [MessageKind.Failure]: 'failure',
  [MessageKind.Cancel]: 'cancel',
  [MessageKind.Control]: 'control',
};
