import { json } from '@net/codec-json';
import { call, message } from '@net/core';
import * as z from 'zod/mini';

/** What page, terminal and server say to each other. Every message is checked by its schema. */

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(24));
const room = z.string().check(z.trim(), z.minLength(1), z.maxLength(40));
const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));
const number = z.int().check(z.nonnegative());

const said = z.object({
  /** Counts up within a room: a gap means that something was lost on the way. */
  number,
  name,
  text,
  /** Milliseconds since 1970, by the server's clock. */
  at: z.number(),
});
const saids = z.array(said);
const joining = z.object({
  name,
  room,
  /** The same when a client comes back: so it takes its old place, and nobody else can. */
  clientId: z.string().check(z.minLength(16), z.maxLength(64)),
});
const joined = z.object({
  room,
  members: z.array(name),
  history: saids,
  /** Another one when the room was made anew: numbers begin from the beginning. */
  epoch: z.string(),
});
const saying = z.object({
  text,
  /** The same when it is said again because no answer came: it is heard once. */
  key: z.string().check(z.maxLength(64)),
});
const typing = z.object({ name, isTyping: z.boolean() });

/** Something that was said in a room. */
export type Said = z.infer<typeof said>;
/** What one sees on coming in. */
export type Joined = z.infer<typeof joined>;
/** Who writes, or has stopped. */
export type TypingNotice = z.infer<typeof typing>;

/** Enter a room. Refused with `NAME_TAKEN` when somebody else there has the name. */
export const Join = call(1, json(joining), json(joined));
/** Say something in the room; answered with its number. */
export const Say = call(2, json(saying), json(z.object({ number })));
/** What was said after `number`: for those who have missed something. */
export const Missed = call(3, json(z.object({ after: number })), json(saids));
/** The sender writes, or has stopped. */
export const Typing = message(4, json(z.object({ isTyping: z.boolean() })));

/** To all in a room: this was said. */
export const Heard = message(10, json(said));
/** To all in a room: these are here now. */
export const Present = message(11, json(z.object({ members: z.array(name) })));
/** To the others in a room: somebody writes, or has stopped. */
export const Writing = message(12, json(typing));
