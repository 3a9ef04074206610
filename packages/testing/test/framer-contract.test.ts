import { describe, expect, it } from '@jest/globals';
import { type ByteWriter, NetError } from '@net/core';
import type { ByteQueue, Framer } from '@net/core/extend';
import { framerContract } from '../src/framer-contract.ts';
import { failures } from './verdicts.ts';

const MAX = 5000;
const TOO_LONG = Buffer.from('1389', 'hex'); // 5001

/** `length(2) payload`, big-endian. */
class Sound implements Framer {
  readonly trailerBytes = 0;

  decode(input: ByteQueue): number | undefined {
    if (input.length < 2) return undefined;
    const length = input.peekUint16(0);
    if (length > MAX) this.refuse(length);
    if (input.length < 2 + length) return undefined;
    input.skip(2);
    return length;
  }

  refuse(length: number): void {
    throw new NetError('FRAME_TOO_LARGE', `a frame of ${length} bytes is over ${MAX}`);
  }

  begin(out: ByteWriter): void {
    out.reserve(2);
  }

  end(out: ByteWriter, start: number): void {
    out.setUint16(start, out.length - start - 2);
  }
}

class LosesByte extends Sound {
  override decode(input: ByteQueue): number | undefined {
    const bytes = super.decode(input);
    return bytes === undefined ? undefined : bytes - 1;
  }
}

class LeavesByte extends Sound {
  override end(out: ByteWriter, start: number): void {
    super.end(out, start);
    out.writeUint8(0);
  }
}

class Impatient extends Sound {
  override decode(input: ByteQueue): number | undefined {
    return super.decode(input) ?? (input.length > 10 ? 10 : undefined);
  }
}

class Unlimited extends Sound {
  override refuse(): void {}
}

class ThrowsRangeError extends Sound {
  override refuse(): void {
    throw new RangeError('Invalid typed array length');
  }
}

class OverwritesStart extends Sound {
  override end(out: ByteWriter): void {
    out.setUint16(0, out.length - 2);
  }
}

/** `payload 0a`. Looks for the delimiter where it has not looked yet. */
class Lines implements Framer {
  readonly trailerBytes = 1;
  #seen: number;

  constructor(seen: number) {
    this.#seen = seen;
  }

  decode(input: ByteQueue): number | undefined {
    const end = input.indexOf(0x0a, this.#seen);
    this.#seen = this.remember(end === -1 ? input.length : 0);
    if (end > MAX || (end === -1 && input.length > MAX)) {
      throw new NetError('FRAME_TOO_LARGE', `a line is over ${MAX}`);
    }
    return end === -1 ? undefined : end;
  }

  remember(seen: number): number {
    return seen;
  }

  begin(): void {}

  end(out: ByteWriter): void {
    out.writeUint8(0x0a);
  }
}

class ForgetfulLines extends Lines {
  override remember(): number {
    return 0;
  }
}

describe('framerContract', () => {
  describe('of a sound framer', () => {
    framerContract(it, () => new Sound(), { maxPayload: MAX, tooLong: TOO_LONG });
  });

  describe('of a sound framer of lines', () => {
    framerContract(it, () => new Lines(0), {
      maxPayload: MAX,
      tooLong: Buffer.alloc(MAX + 1, 0x61),
      payload: (length, seed) => new Uint8Array(length).fill(0x61 + (seed % 26)),
    });
  });

  it('rejects a framer that loses a byte', async () => {
    const failed = await verdict(() => new LosesByte());
    expect(failed).toContain('decodes what it encoded, of every size');
    expect(failed).toContain('decodes several frames of one chunk, and leaves nothing over');
  });

  it('rejects a framer that leaves a byte over', async () => {
    const failed = await verdict(() => new LeavesByte());
    expect(failed).toContain('decodes several frames of one chunk, and leaves nothing over');
  });

  it('rejects a framer that does not wait for the rest', async () => {
    const failed = await verdict(() => new Impatient());
    expect(failed).toContain('waits for the rest of a frame, split at every byte');
  });

  it('rejects a framer that knows no limit', async () => {
    const failed = await verdict(() => new Unlimited());
    expect(failed).toEqual(['rejects a length over the limit as soon as it is known']);
  });

  it('rejects a framer that throws a RangeError', async () => {
    const failed = await verdict(() => new ThrowsRangeError());
    expect(failed).toContain('throws only NetError, whatever the bytes');
  });

  it('rejects a framer that overwrites what was written before', async () => {
    const failed = await verdict(() => new OverwritesStart());
    expect(failed).toContain('appends to what was written before');
  });

  it('rejects a framer that searches from the start for each byte', async () => {
    const failed = await failures((define) =>
      framerContract(define, () => new ForgetfulLines(0), {
        maxPayload: MAX,
        payload: (length) => new Uint8Array(length).fill(0x61),
      }),
    );
    expect(failed).toEqual(['does work linear in the bytes received when they trickle']);
  });
});

function verdict(makeFramer: () => Framer): Promise<string[]> {
  return failures((define) =>
    framerContract(define, makeFramer, { maxPayload: MAX, tooLong: TOO_LONG }),
  );
}
