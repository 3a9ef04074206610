import { describe, expect, it } from '@jest/globals';
import { flowContract } from '../src/flow-contract.ts';
import { connectionVerdict, PassingConnection } from './passing-transport.ts';

class NeverDrains extends PassingConnection {
  override onDrain(): void {}
}

class NeverFull extends PassingConnection {
  override send(bytes: Uint8Array): boolean {
    super.send(bytes);
    return true;
  }
}

class IgnoresPause extends PassingConnection {
  override pause(): void {}
}

class HidesPause extends PassingConnection {
  readonly #kept: Uint8Array[] = [];
  #isPaused = false;

  override pause(): void {
    this.#isPaused = true;
  }

  override resume(): void {
    this.#isPaused = false;
    for (const bytes of this.#kept.splice(0)) this.onData(bytes);
  }

  override onData(bytes: Uint8Array): void {
    if (this.#isPaused) this.#kept.push(bytes);
    else super.onData(bytes);
  }
}

class CountsNothing extends PassingConnection {
  override get bufferedBytes(): number {
    return 0;
  }
}

describe('flowContract', () => {
  it('rejects a transport that never drains', async () => {
    const failed = await connectionVerdict(flowContract, NeverDrains);
    expect(failed).toContain('says false when its buffer is full, then calls onDrain');
  });

  it('rejects a transport that is never full', async () => {
    const failed = await connectionVerdict(flowContract, NeverFull);
    expect(failed).toContain('says false when its buffer is full, then calls onDrain');
  });

  it('rejects a transport that ignores a pause', async () => {
    const failed = await connectionVerdict(flowContract, IgnoresPause);
    expect(failed).toEqual(['calls no onData while paused, and lets the sender feel it']);
  });

  it('rejects a transport that keeps what comes while paused to itself', async () => {
    const failed = await connectionVerdict(flowContract, HidesPause);
    expect(failed).toContain('calls no onData while paused, and lets the sender feel it');
  });

  it('rejects a transport that does not count the bytes it buffers', async () => {
    const failed = await connectionVerdict(flowContract, CountsNothing);
    expect(failed).toEqual(['counts the bytes it buffers, down to none']);
  });
});
