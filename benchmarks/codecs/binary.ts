import { fields, struct } from '@net/codec-binary';
import type { MessageCodecs } from './messages.ts';

const { bool, f32, list, oneOf, optional, string, u16, u32, u64, u8, varint } = fields;

const Address = struct({ street: string, city: string, postalCode: string, country: string });

/** `@net/codec-binary`. */
export const binary: MessageCodecs = {
  chatLine: struct({ room: string, from: u32, sentAtMs: u64.asNumber, text: string }),
  gameState: struct({
    tick: u32,
    timeMs: u32,
    entities: list(
      struct({
        id: u32,
        x: f32,
        y: f32,
        z: f32,
        yaw: f32,
        hp: u16,
        name: string,
        flags: u8,
        items: list(struct({ item: u16, count: u8 })),
      }),
    ),
  }),
  order: struct({
    id: string,
    placedAtMs: u64.asNumber,
    status: oneOf('open', 'paid', 'shipped', 'cancelled'),
    customer: struct({ id: u32, name: string, email: string, phone: optional(string) }),
    delivery: Address,
    billing: optional(Address),
    lines: list(
      struct({ sku: string, title: string, quantity: u16, unitCents: varint, taxPercent: u8 }),
    ),
    currency: oneOf('EUR', 'USD', 'JPY'),
    totalCents: varint,
    isGift: bool,
    note: optional(string),
  }),
};
