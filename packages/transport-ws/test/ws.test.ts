import { describe, expect, it } from '@jest/globals';
import { CertificateAuthority, transportContract } from '@net/testing';
import { ws } from '../src/index.ts';

type DefineTest = Parameters<typeof transportContract>[0];

const authority = new CertificateAuthority();
const tls = { ...authority.issue(['127.0.0.1']), ca: authority.cert };

describe('ws in batches', () => {
  transportContract(it, { transport: ws(), address: () => 'ws://127.0.0.1:0/batch' });
});

describe('ws with a message for each send', () => {
  transportContract(it, { transport: ws({ batch: false }), address: () => 'ws://127.0.0.1:0' });
});

describe('wss in batches', () => {
  transportContract(it, { transport: ws({ tls }), address: () => 'wss://127.0.0.1:0/batch' });
});

describe('wss with a message for each send', () => {
  transportContract(it, {
    transport: ws({ batch: false, tls }),
    address: () => 'wss://127.0.0.1:0',
  });
});

describe('ws with compression', () => {
  transportContract(compressed(it), {
    transport: ws({ perMessageDeflate: true }),
    address: () => 'ws://127.0.0.1:0',
  });
});

/** Leaves out what cannot be seen there: so much can be sent of bytes that are all the same. */
function compressed(define: DefineTest): DefineTest {
  return (name, run) => {
    if (name !== 'calls no onData while paused, and lets the sender feel it') define(name, run);
  };
}

describe('ws', () => {
  it('serves two schemes', () => {
    expect(ws().schemes).toEqual(['ws', 'wss']);
  });

  it('refuses wrong options at once', () => {
    expect(() => ws({ maxFragments: 0 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });
});
