import { afterEach, describe, expect, it } from '@jest/globals';
import { rejection, transportContract } from '@net/testing';
import { quic } from '../src/quic.ts';
import type { QuicProvider } from '../src/provider.ts';
import { Scene, trusting } from './support/scene.ts';

const scene = new Scene();
afterEach(() => scene.close());
/** Windows does not tell a UDP socket. */
const refusesDial = process.platform !== 'win32';
const address = (): string => 'quic://127.0.0.1:0';

describe('the transport contract over quic()', () => {
  transportContract(it, { transport: trusting(), address, refusesDial });
});

describe('the transport contract over quic() where every client has to prove its address', () => {
  const transport = trusting({ retryAbove: 0 });
  transportContract(it, { transport, address, refusesDial });
});

describe('quic', () => {
  it('dials and listens on an IPv6 address', async () => {
    const bound = await scene.listen(trusting(), 'quic://[::1]:0');
    expect(bound.address).toMatch(/^quic:\/\/\[::1\]:\d+$/);
    const dialled = await scene.dial(trusting(), bound.address);
    dialled.send('six');
    const accepted = await bound.next();
    await accepted.untilReceived(3);
    expect(accepted.received.toString()).toBe('six');
  });

  it('loads no engine before the first dial, and then says why there is none', async () => {
    let probes = 0;
    const provider: QuicProvider = {
      id: 'absent',
      async probe() {
        probes += 1;
        return { isUsable: false, reason: 'there is no binary for this platform' };
      },
      bind: () => Promise.reject(new Error('not to be called')),
    };
    const transport = trusting({ provider });
    expect(probes).toBe(0);
    expect(await rejection(transport.dial('quic://127.0.0.1:9', unexpected))).toMatchObject({
      code: 'QUIC_UNAVAILABLE',
      kind: 'config',
      message: expect.stringContaining(`no QUIC on ${process.platform}-${process.arch}`),
    });
    const listening = transport.listen(address(), unexpected);
    expect(await rejection(listening)).toMatchObject({
      message: expect.stringContaining('absent: there is no binary for this platform'),
    });
    expect(probes).toBe(1);
  });

  it('refuses a wrong option at construction', () => {
    expect(() => quic({ idleTimeoutMs: 0 })).toThrow(
      'the option idleTimeoutMs of quic() is above 0',
    );
  });
});

function unexpected(): never {
  throw new Error('not to be called');
}
