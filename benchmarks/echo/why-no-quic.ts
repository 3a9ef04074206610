import { NetError } from '@net/core';
import { secureServer } from './secure.ts';

/** Why QUIC cannot be used here, if it cannot; `folder` has a certificate. */
export async function whyNoQuic(folder: string): Promise<string | undefined> {
  const transport = await secureServer('quic', folder);
  try {
    const listener = await transport.listen('quic://127.0.0.1:0', () => {
      throw new TypeError('nobody knows this address');
    });
    await listener.close();
    return undefined;
  } catch (error) {
    if (error instanceof NetError && error.code === 'QUIC_UNAVAILABLE') return error.message;
    throw error;
  }
}
