export * as fields from './fields.ts';
export type { Field } from './field.ts';
export type { StructOptions } from './options.ts';
export type { Infer } from './shape.ts';
export { struct, type Struct } from './struct.ts';
