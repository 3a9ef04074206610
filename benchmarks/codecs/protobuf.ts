import { protobuf as protobufCodec, type ProtobufOptions } from '@net/codec-protobuf';
import { fileURLToPath } from 'node:url';
import protobufjs from 'protobufjs';
import type { ChatLine, GameState, MessageCodecs, Order } from './messages.ts';

const root = protobufjs.loadSync(fileURLToPath(new URL('messages.proto', import.meta.url)));

/** The types of messages.proto, as protobufjs reads them. */
export const protobufTypes: Record<keyof MessageCodecs, protobufjs.Type> = {
  chatLine: root.lookupType('benchmarks.ChatLine'),
  gameState: root.lookupType('benchmarks.GameState'),
  order: root.lookupType('benchmarks.Order'),
};

/** `@net/codec-protobuf`. */
export const protobuf: MessageCodecs = codecs({});

/** The same with nothing checked on the way out. */
export const uncheckedProtobuf: MessageCodecs = codecs({ validateOutgoing: false });

function codecs(options: ProtobufOptions): MessageCodecs {
  return {
    chatLine: protobufCodec<ChatLine>(protobufTypes.chatLine, options),
    gameState: protobufCodec<GameState>(protobufTypes.gameState, options),
    order: protobufCodec<Order>(protobufTypes.order, options),
  };
}
