import { NetError } from './errors.ts';
import type { Protocol } from './protocol.ts';

/** @throws NetError `UNSUPPORTED` when `type` is over the largest message type of the protocol. */
export function checkType(type: number, { name, packets }: Protocol): void {
  const { maxType } = packets.features;
  if (type <= maxType) return;
  throw new NetError(
    'UNSUPPORTED',
    `message type ${type} is over ${maxType}, the largest of ${name}`,
  );
}
