import { ByteQueue } from '@net/core/extend';

/** A queue that counts how many of its bytes were looked at, again and again included. */
export class CountingQueue extends ByteQueue {
  looks = 0;

  // A look at 16 bits is two at a byte.
  override peekUint8(index: number): number {
    this.looks += 1;
    return super.peekUint8(index);
  }

  override peekUint32(index: number, littleEndian?: boolean): number {
    this.looks += 4;
    return super.peekUint32(index, littleEndian);
  }

  override indexOf(byte: number, from = 0): number {
    const place = super.indexOf(byte, from);
    this.looks += (place === -1 ? this.length : place + 1) - from;
    return place;
  }

  override take(count: number): Uint8Array {
    this.looks += count;
    return super.take(count);
  }
}
