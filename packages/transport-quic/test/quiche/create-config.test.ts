import { describe, expect, it } from '@jest/globals';
import { resolveOptions } from '../../src/options.ts';
import { createConfig } from '../../src/quiche/create-config.ts';
import { loadBinding } from '../../src/quiche/load-binding.ts';
import { localhost } from '../support/certificates.ts';

const { tls, limits } = resolveOptions({ tls: localhost });

describe('createConfig', () => {
  it('says so when the engine cannot use a certificate', () => {
    const identity = { cert: 'no certificate', key: 'no key' };
    expect(() => createConfig(loadBinding(), 'server', { ...tls, identity }, limits)).toThrow(
      expect.objectContaining({ code: 'TLS_ERROR', cause: expect.any(Error) }),
    );
  });

  it('makes settings for both roles', () => {
    expect(createConfig(loadBinding(), 'server', tls, limits)).toBeDefined();
    expect(createConfig(loadBinding(), 'client', tls, limits)).toBeDefined();
  });
});
