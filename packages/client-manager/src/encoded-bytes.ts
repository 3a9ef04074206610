import { ByteWriter, type MessageType, NetError } from '@net/core';

/**
 * How many bytes the body of a message is: what it is taken to hold while it waits.
 *
 * @throws NetError `ENCODE_FAILED`, or what the codec throws
 */
export function encodedBytes<T>({ codec }: MessageType<T>, value: NoInfer<T>): number {
  const out = new ByteWriter();
  try {
    codec.encode(value, out);
  } catch (cause) {
    if (cause instanceof NetError) throw cause;
    throw new NetError('ENCODE_FAILED', 'a value cannot be encoded', { cause });
  }
  return out.takeCopy().length;
}
