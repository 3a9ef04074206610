import { schemeOf } from '@net/core/extend';
import { describe, expect, it } from '@jest/globals';
import { protocolOf } from '../src/protocols.ts';
import {
  checkAddress,
  localAddresses,
  transportsWith,
  usableAddresses,
} from '../src/transports.ts';

describe('localAddresses', () => {
  it('has an address for every scheme of every transport', () => {
    const schemes = transportsWith({}, 'packets').flatMap((transport) => transport.schemes);
    expect(localAddresses('/tmp/x').map(schemeOf)).toEqual(schemes);
  });
});

describe('usableAddresses', () => {
  it('says which transports this platform has not, and why', async () => {
    // Without a certificate nobody can listen for QUIC.
    const { addresses, missing } = await usableAddresses('/tmp/x', {});
    expect(addresses.map(schemeOf)).not.toContain('quic');
    expect(addresses.map(schemeOf)).toContain('kcp');
    expect(missing).toEqual([expect.stringMatching(/^quic: [A-Z_]+: ./)]);
  });
});

describe('checkAddress', () => {
  it('takes the address of a transport that can carry the protocol', () => {
    expect(() => checkAddress('tcp://127.0.0.1:1', protocolOf('packets'))).not.toThrow();
  });

  it('lists the schemes to choose from', () => {
    expect(() => checkAddress('ftp://127.0.0.1:1', protocolOf('packets'))).toThrow(
      'nothing serves ftp:, choose one of tcp:, tls:, unix:, ws:, wss:, udp:, kcp:, quic:',
    );
  });

  it('refuses what is no address', () => {
    expect(() => checkAddress('127.0.0.1:1', protocolOf('packets'))).toThrow(
      expect.objectContaining({ code: 'BAD_ADDRESS' }),
    );
  });

  it('refuses gonet-2023 on a byte stream', () => {
    expect(() => checkAddress('tcp://127.0.0.1:1', protocolOf('gonet-2023'))).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED' }),
    );
  });
});
