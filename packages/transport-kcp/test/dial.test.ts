import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { dial } from '../src/dial.ts';
import { LinkWarning } from '../src/link-warning.ts';
import { resolveOptions } from '../src/resolve-options.ts';

const settings = resolveOptions({ connectTimeoutMs: 50 });
const warning = new LinkWarning(settings.session.layer.cipher, settings.logger);
const deaf = createSocket('udp4');
afterEach(() => void deaf.removeAllListeners());

describe('dial', () => {
  it('gives up a peer that does not answer', async () => {
    deaf.bind(0, '127.0.0.1');
    await once(deaf, 'listening');
    const address = `kcp://127.0.0.1:${deaf.address().port}`;
    await expect(dial(address, settings, warning, undefined)).rejects.toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: `no connection to ${address} in 50 ms`,
    });
    deaf.close();
    await once(deaf, 'close');
  });

  it('refuses addresses of other transports', async () => {
    await expect(dial('udp://127.0.0.1:1', settings, warning, undefined)).rejects.toMatchObject({
      code: 'BAD_ADDRESS',
    });
  });

  it('says which name is unknown', async () => {
    const slow = resolveOptions({ connectTimeoutMs: 10_000 });
    await expect(
      dial('kcp://no-such-name.invalid:1', slow, warning, undefined),
    ).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
    });
  });
});
