export type { JsonTypes } from './declared-types.ts';
export { json } from './json.ts';
export type { JsonOptions } from './options.ts';
export type { StandardSchema } from '@net/core/extend';
