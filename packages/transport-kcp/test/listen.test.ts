import { describe, expect, it } from '@jest/globals';
import { LinkWarning } from '../src/link-warning.ts';
import { listen } from '../src/listen.ts';
import { resolveOptions } from '../src/resolve-options.ts';

const settings = resolveOptions({});
const warning = new LinkWarning(settings.session.layer.cipher, settings.logger);
const open = (): never => {
  throw new Error('nobody dials');
};

describe('listen', () => {
  it('binds IPv6 addresses', async () => {
    const listener = await listen('kcp://[::1]:0', settings, open, warning, undefined);
    expect(listener.address).toMatch(/^kcp:\/\/\[::1\]:\d+$/);
    await listener.close();
  });

  it('says what to do when it cannot', async () => {
    await expect(
      listen('kcp://192.0.2.1:1', settings, open, warning, undefined),
    ).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      message:
        'cannot listen at kcp://192.0.2.1:1: EADDRNOTAVAIL, this machine has no such address',
    });
  });
});
