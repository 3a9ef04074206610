export { xml } from './xml.ts';
export type { XmlOptions } from './options.ts';
export type { StandardSchema } from '@net/core/extend';
