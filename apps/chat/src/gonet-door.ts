import { json } from '@net/codec-json';
import { message, Router, serve, type Server } from '@net/core';
import { gonet } from '@net/packet';
import type { Transport } from '@net/core';
import * as z from 'zod/mini';
import type { Chat } from './chat.ts';
import type { Said } from './contract.ts';

/** The message of gonet's own example: what is said, both ways. */
const Line = message(101, json(z.object({ content: z.string().check(z.maxLength(500)) })));

/** The room that gonet peers are in. */
const ECHO_ROOM = 'echo';

/**
 * Lets peers of flylib/gonet into the echo room: they hear what is said there, and what they say is
 * said there. Their protocol has no requests and no names, so they are all called `gonet`.
 */
export class GonetDoor {
  #server: Server | undefined;

  /** Where it really listens. */
  get address(): string {
    return this.#server?.address ?? '';
  }

  async open(address: string, transports: readonly Transport[], chat: Chat): Promise<void> {
    const router = new Router().handle(Line, ({ content }) =>
      chat.announce('gonet', ECHO_ROOM, content.trim() || '…'),
    );
    this.#server = await serve(address, { transports, protocol: gonet(), router });
  }

  /** Something was said in some room. */
  tell(room: string, { name, text }: Said): void {
    if (room !== ECHO_ROOM) return;
    this.#server?.broadcast(Line, { content: name === 'gonet' ? text : `${name}: ${text}` });
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }
}
