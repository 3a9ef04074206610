export { protobuf } from './protobuf.ts';
export type { ProtobufOptions } from './options.ts';
