// messages.ts: shared by both ends
import { call, message } from '@net/core';
import { json } from '@net/codec-json';

export const Greet = call(1, json<string>(), json<string>()); // answered
export const Say = message(101, json<{ content: string }>()); // not answered
