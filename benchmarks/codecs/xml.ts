import { xml as xmlCodec } from '@net/codec-xml';
import type { Codec } from '@net/core';
import { z } from 'zod';
import type { MessageCodecs } from './messages.ts';

const number = z.coerce.number();

const ChatLine = z.object({
  room: z.string(),
  from: number,
  sentAtMs: number,
  text: z.string(),
});

const Entity = z.object({
  id: number,
  x: number,
  y: number,
  z: number,
  yaw: number,
  hp: number,
  name: z.string(),
  flags: number,
  // An empty list leaves no trace in XML.
  items: z.array(z.object({ item: number, count: number })).default([]),
});

const GameState = z.object({ tick: number, timeMs: number, entities: z.array(Entity) });

const Address = z.object({
  street: z.string(),
  city: z.string(),
  postalCode: z.string(),
  country: z.string(),
});

const Order = z.object({
  id: z.string(),
  placedAtMs: number,
  status: z.enum(['open', 'paid', 'shipped', 'cancelled']),
  customer: z.object({
    id: number,
    name: z.string(),
    email: z.string(),
    phone: z.string().optional(),
  }),
  delivery: Address,
  billing: Address.optional(),
  lines: z.array(
    z.object({
      sku: z.string(),
      title: z.string(),
      quantity: number,
      unitCents: number,
      taxPercent: number,
    }),
  ),
  currency: z.enum(['EUR', 'USD', 'JPY']),
  totalCents: number,
  isGift: z.stringbool(),
  note: z.string().optional(),
});

/** Names of the elements that are lists. */
export const LISTS: readonly string[] = ['entities', 'items', 'lines'];

/** `@net/codec-xml` with schemas, which make numbers of its strings. */
export const xml: MessageCodecs = {
  chatLine: xmlCodec(ChatLine),
  gameState: xmlCodec(GameState, { lists: LISTS }),
  order: xmlCodec(Order, { lists: LISTS }),
};

/** The same without: what is received stays strings. */
export const stringXml: Codec<unknown> = xmlCodec<unknown>({ lists: LISTS });
