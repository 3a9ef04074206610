import { describe, expect, it } from '@jest/globals';
import type { Abortable } from '@net/core';
import { closingContract } from '../src/closing-contract.ts';
import { connectionVerdict, PassingConnection } from './passing-transport.ts';

class CallsInsideSend extends PassingConnection {
  override send(bytes: Uint8Array): boolean {
    if (this.handler !== undefined) this.onDrain();
    return super.send(bytes);
  }
}

class CallsInsideAbort extends PassingConnection {
  override abort(reason?: Error): void {
    const { handler } = this;
    this.handler = undefined;
    handler?.onClose(reason);
    super.abort(reason);
  }
}

class DropsQueue extends PassingConnection {
  override async close(options?: Abortable): Promise<void> {
    await Promise.resolve();
    this.inner.abort();
    await this.inner.close(options);
  }
}

class ClosesTwice extends PassingConnection {
  override onClose(error?: Error): void {
    super.onClose(error);
    super.onClose(error);
  }
}

class TalksAfterClose extends PassingConnection {
  override onClose(error?: Error): void {
    super.onClose(error);
    queueMicrotask(() => this.onDrain());
  }
}

class ForgetsReason extends PassingConnection {
  override onClose(): void {
    super.onClose();
  }
}

class Silent extends PassingConnection {
  override onClose(error?: Error): void {
    if (error === undefined) super.onClose(error);
  }
}

class ThrowsWhenClosed extends PassingConnection {
  #isClosed = false;

  override send(bytes: Uint8Array): boolean {
    if (this.#isClosed) throw new TypeError('closed');
    return super.send(bytes);
  }

  override onClose(error?: Error): void {
    this.#isClosed = true;
    super.onClose(error);
  }
}

class IgnoresCloseSignal extends PassingConnection {
  override close(): Promise<void> {
    return this.inner.close();
  }
}

class NeverDisposes extends PassingConnection {
  override async [Symbol.asyncDispose](): Promise<void> {}
}

describe('closingContract', () => {
  it('rejects a transport that calls a handler from inside send', async () => {
    const failed = await connectionVerdict(closingContract, CallsInsideSend);
    expect(failed).toContain('calls no handler from inside open, send, close or abort');
  });

  it('rejects a transport that calls a handler from inside abort', async () => {
    const failed = await connectionVerdict(closingContract, CallsInsideAbort);
    expect(failed).toContain('calls no handler from inside open, send, close or abort');
  });

  it('rejects a transport whose close drops what is queued', async () => {
    const failed = await connectionVerdict(closingContract, DropsQueue);
    expect(failed).toContain('sends what is queued when closed, then closes both ends');
  });

  it('rejects a transport that calls onClose twice', async () => {
    const failed = await connectionVerdict(closingContract, ClosesTwice);
    expect(failed).toContain('calls onClose once and last, whatever follows');
  });

  it('rejects a transport that goes on calling after onClose', async () => {
    const failed = await connectionVerdict(closingContract, TalksAfterClose);
    expect(failed).toContain('calls onClose once and last, whatever follows');
  });

  it('rejects a transport that forgets the reason of an abort', async () => {
    const failed = await connectionVerdict(closingContract, ForgetsReason);
    expect(failed).toEqual(['gives the reason of an abort to its own onClose']);
  });

  it('rejects a transport that tells nobody of an abort', async () => {
    const failed = await connectionVerdict(closingContract, Silent);
    expect(failed).toContain('gives the reason of an abort to its own onClose');
  });

  it('rejects a transport whose send throws after the end', async () => {
    const failed = await connectionVerdict(closingContract, ThrowsWhenClosed);
    expect(failed).toEqual(['takes sends after the end without throwing']);
  });

  it('rejects a transport whose close ignores its signal', async () => {
    const failed = await connectionVerdict(closingContract, IgnoresCloseSignal, {
      closeGraceMs: 300,
    });
    expect(failed).toEqual(['drops the rest when the signal of close is aborted']);
  });

  it('rejects a transport whose connections cannot be disposed of', async () => {
    const failed = await connectionVerdict(closingContract, NeverDisposes);
    expect(failed).toEqual(['closes a connection that is disposed of']);
  });
});
