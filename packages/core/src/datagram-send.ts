import { MessageKind } from './message.ts';
import type { MessageType } from './codec.ts';
import { encodePacket } from './packet-encoding.ts';
import type { PacketFormat } from './protocol.ts';
import type { SendOptions } from './session.ts';
import { sharedHeader } from './shared-header.ts';
import type { Stats } from './stats.ts';
import type { Connection } from './transport.ts';

/**
 * Send one message in a datagram beside the stream.
 *
 * @returns `false` when there are none, or it fits none: the stream is left to carry it.
 */
export function sendInDatagram<T>(
  connection: Connection,
  { packets, stats }: { readonly packets: PacketFormat; readonly stats: Stats },
  { type, codec }: MessageType<T>,
  value: T,
  options: SendOptions,
): boolean {
  const { maxDatagramBytes = 0 } = connection;
  if (maxDatagramBytes === 0) return false;
  const header = sharedHeader(MessageKind.Push, type, 0, 0, options);
  const packet = encodePacket(undefined, packets, header, codec, value);
  if (packet.length > maxDatagramBytes) return false;
  stats.messagesSent++;
  stats.bytesSent += packet.length;
  // One that is dropped here is lost as it could be on its way.
  connection.sendDatagram?.(packet);
  return true;
}
