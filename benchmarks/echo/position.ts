import { message, type MessageType, raw } from '@net/core';

/** What is worth nothing late: it travels in datagrams where there are any. */
export const Position: MessageType<Uint8Array> = message(4, raw());
