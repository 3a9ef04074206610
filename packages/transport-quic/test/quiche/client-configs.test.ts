import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from '../../src/options.ts';
import { ClientConfigs } from '../../src/quiche/client-configs.ts';
import { loadBinding } from '../../src/quiche/load-binding.ts';

describe('ClientConfigs', () => {
  it('makes one for the same settings, and another for others', () => {
    const configs = new ClientConfigs(loadBinding());
    const [one, other] = [resolveOptions({}), resolveOptions({ maxPacketBytes: 1200 })];
    const first = configs.configFor(one.tls, one.limits);
    expect(configs.configFor(one.tls, one.limits)).toBe(first);
    expect(configs.configFor(other.tls, one.limits)).not.toBe(first);
    expect(configs.configFor(one.tls, other.limits)).not.toBe(first);
  });
});
