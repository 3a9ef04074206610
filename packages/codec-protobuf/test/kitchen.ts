import { ByteWriter, type Codec, NetError } from '@net/core';
import protobufjs from 'protobufjs';
import { loadProto } from '../src/node.ts';

const root = loadProto(`${import.meta.dirname}/fixtures/kitchen.proto`);

/** A type of fixtures/kitchen.proto, as protobufjs reads it. */
export function typeOf(name: string): protobufjs.Type {
  return root.lookupType(`net.test.${name}`);
}

/** The message `M` of a proto3 file that holds nothing but `source`. */
export function typeFrom(source: string, syntax = 'syntax = "proto3";'): protobufjs.Type {
  return protobufjs.parse(`${syntax} ${source}`).root.lookupType('M');
}

/** What `codec` makes of `value`, in hex. */
export function encode<T>(codec: Codec<T>, value: T): string {
  const out = new ByteWriter();
  codec.encode(value, out);
  return Buffer.from(out.take()).toString('hex');
}

/** What `codec` makes of bytes that are written in hex. */
export function decode<T>(codec: Codec<T>, hex: string): T {
  return codec.decode(new Uint8Array(Buffer.from(hex, 'hex')));
}

/** The NetError that `run` throws; any other error, or none, fails the test. */
export function errorOf(run: () => unknown): NetError {
  try {
    run();
  } catch (error) {
    if (error instanceof NetError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
