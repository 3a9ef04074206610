import { json } from '@net/codec-json';
import { call } from '@net/core';

/** The small object that goes there and back in the JSON measurements. */
export interface Player {
  readonly id: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Our two ends' contract; the others carry the same object their own way. */
export const Echo = call(1, json<Player>(), json<Player>());
