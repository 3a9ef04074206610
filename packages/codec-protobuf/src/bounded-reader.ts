import protobufjs from 'protobufjs/minimal.js';
import { tooManyNodes } from './errors.ts';

type Long = ReturnType<protobufjs.Reader['int64']>;

/**
 * Reads like the reader of protobufjs, and counts what it comes to: each field, and each 64-bit
 * integer, as those become objects, packed ones too. Throws NetError `NODES_EXCEEDED`.
 */
export class BoundedReader extends protobufjs.Reader {
  readonly #maxNodes: number;
  #nodes = 0;

  constructor(bytes: Uint8Array, maxNodes: number) {
    super(bytes);
    this.#maxNodes = maxNodes;
  }

  /** Called once for each field. */
  override tag(): number {
    this.#count();
    return super.tag();
  }

  override int64(): Long {
    this.#count();
    return super.int64();
  }

  override uint64(): Long {
    this.#count();
    return super.uint64();
  }

  override sint64(): Long {
    this.#count();
    return super.sint64();
  }

  override fixed64(): Long {
    this.#count();
    return super.fixed64();
  }

  override sfixed64(): Long {
    this.#count();
    return super.sfixed64();
  }

  #count(): void {
    if (++this.#nodes > this.#maxNodes) throw tooManyNodes(this.#maxNodes);
  }
}
