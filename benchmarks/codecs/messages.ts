import type { Codec } from '@net/core';

/** A line of a chat: mostly text. */
export interface ChatLine {
  room: string;
  from: number;
  /** Milliseconds since 1970. */
  sentAtMs: number;
  text: string;
}

/** What a game server sends twenty times a second: mostly small numbers. */
export interface GameState {
  tick: number;
  timeMs: number;
  entities: Entity[];
}

/** A body in the game; its places and angles are sixteenths, which a 32-bit float holds. */
export interface Entity {
  id: number;
  x: number;
  y: number;
  z: number;
  yaw: number;
  hp: number;
  name: string;
  flags: number;
  items: Item[];
}

/** So many of one kind. */
export interface Item {
  item: number;
  count: number;
}

/** An order of a shop: texts, amounts in cents, members that may be missing. */
export interface Order {
  id: string;
  /** Milliseconds since 1970. */
  placedAtMs: number;
  status: 'open' | 'paid' | 'shipped' | 'cancelled';
  customer: { id: number; name: string; email: string; phone?: string | undefined };
  delivery: Address;
  billing?: Address | undefined;
  lines: OrderLine[];
  currency: 'EUR' | 'USD' | 'JPY';
  totalCents: number;
  isGift: boolean;
  note?: string | undefined;
}

/** Where an order goes. */
export interface Address {
  street: string;
  city: string;
  postalCode: string;
  country: string;
}

/** A position of an order. */
export interface OrderLine {
  sku: string;
  title: string;
  quantity: number;
  unitCents: number;
  taxPercent: number;
}

/** The codecs of a contestant, one for each message. */
export interface MessageCodecs {
  readonly chatLine: Codec<ChatLine>;
  readonly gameState: Codec<GameState>;
  readonly order: Codec<Order>;
}

const NAMES = ['Ranger', 'Mossy', 'Kay', 'Brunhild', 'ogre', 'Ana', 'Tinker'];
const TITLES = [
  'Climbing rope, 60 m, 9.8 mm',
  'Carabiner "Ülo", screw gate',
  'Headlamp 400 lm',
  'Thermos flask 1 l',
  'Map of the Dolomites 1:25 000',
  'Merino socks, two pairs',
  'First-aid kit',
  'Chalk bag',
];

/** One line, as people write them. */
export const CHAT_LINE: ChatLine = {
  room: 'lobby',
  from: 184_467,
  sentAtMs: 1_777_777_777_777,
  text: 'see you at the gate in five, bring the rope 🪢',
};

/** Fifty entities. */
export const GAME_STATE: GameState = {
  tick: 184_467,
  timeMs: 9_223_372,
  entities: Array.from({ length: 50 }, (_, index) => entity(index)),
};

/** Eight positions. */
export const ORDER: Order = {
  id: 'ORD-2026-0004711',
  placedAtMs: 1_777_777_777_777,
  status: 'paid',
  customer: { id: 90_210, name: 'Zoë Müller-Lüdenscheidt', email: 'zoe@example.com' },
  delivery: { street: 'Große Gasse 12', city: 'Köln', postalCode: '50667', country: 'DE' },
  billing: { street: '4 High Street', city: 'Leeds', postalCode: 'LS1 4AG', country: 'GB' },
  lines: Array.from({ length: 8 }, (_, index) => orderLine(index)),
  currency: 'EUR',
  totalCents: 79_656,
  isGift: false,
  note: 'Please ring twice; the bell is shy.',
};

function entity(index: number): Entity {
  return {
    id: 100_000 + index * 37,
    x: spread(index, 1, 32_768) / 16 - 1024,
    y: spread(index, 2, 1024) / 16,
    z: spread(index, 3, 32_768) / 16 - 1024,
    yaw: spread(index, 4, 100) / 16,
    hp: spread(index, 5, 1000),
    name: `${NAMES[spread(index, 6, NAMES.length)]}-${spread(index, 7, 100)}`,
    flags: spread(index, 8, 256),
    items: Array.from({ length: spread(index, 9, 4) }, (_, slot) => ({
      item: spread(index, 10 + slot, 2000),
      count: 1 + spread(index, 20 + slot, 99),
    })),
  };
}

function orderLine(index: number): OrderLine {
  return {
    sku: `SKU-${10_000 + spread(index, 30, 90_000)}`,
    title: TITLES[index] ?? 'Rope',
    quantity: 1 + spread(index, 31, 5),
    unitCents: 99 + 100 * spread(index, 32, 150),
    taxPercent: index % 3 === 0 ? 7 : 19,
  };
}

/** A number below `limit` that looks random, and is the same at every run. */
function spread(index: number, column: number, limit: number): number {
  let bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(column, 0x85ebca77);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae3d);
  return ((bits ^ (bits >>> 13)) >>> 0) % limit;
}
