import { createPrivateKey, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { throwawayIdentity } from '../../src/node/throwaway-identity.ts';
import { quic } from '../../src/quic.ts';
import { Scene } from '../support/scene.ts';

describe('throwawayIdentity', () => {
  it('is a certificate that is signed by its own key', () => {
    const { cert, key } = throwawayIdentity();
    const certificate = new X509Certificate(cert);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(certificate.subject).toBe('CN=localhost');
  });

  it('is good enough to talk to oneself', async () => {
    const scene = new Scene();
    const transport = quic({ tls: { ...throwawayIdentity(), rejectUnauthorized: false } });
    const { address } = await scene.listen(transport);
    await scene.dial(transport, address);
    await scene.close();
  });
});
