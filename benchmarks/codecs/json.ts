import { json as jsonCodec } from '@net/codec-json';
import type { ChatLine, GameState, MessageCodecs, Order } from './messages.ts';

/** `@net/codec-json` without schemas, as the bare functions have none either. */
export const json: MessageCodecs = {
  chatLine: jsonCodec<ChatLine>(),
  gameState: jsonCodec<GameState>(),
  order: jsonCodec<Order>(),
};
